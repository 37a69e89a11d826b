/**
 * Records of kernels: what stays the same from block to block, written to linear memory once
 * instead of passed with every call. A record is a class of assembly/ of numbers alone, first
 * its f64, the reals, and then its i32, the integers: addresses, sizes and forms.
 *
 * Fields are written by name, in the one order that stands here; a test holds that order to the
 * class of the same name. Constants of their own, for bundlers to drop those not in use.
 */
export interface RecordFields<Real extends string, Integer extends string> {
  readonly reals: readonly Real[];
  readonly integers: readonly Integer[];
}

/** CentroidSweep of assembly/sweeps/centroid-sweep.ts. */
export const CENTROID_SWEEP = {
  reals: [],
  integers: ["bytes", "d", "k", "centroids", "tile"],
} as const;

/** Cells of assembly/sweeps/cells.ts. */
export const CELLS = {
  reals: ["reach"],
  integers: [
    "bytes",
    "d",
    "k",
    "levels",
    "centroids",
    "grid",
    "box",
    "table",
    "lists",
    "listsEnd",
    "roomEnd",
    "doubtful",
    "tile",
  ],
} as const;

/** DistanceSums of assembly/sweeps/distance-sums.ts. */
export const DISTANCE_SUMS = {
  reals: [],
  integers: ["bytes", "d", "x", "order", "clusters", "sums", "mirrored", "tile"],
} as const;

/** MixtureSweep of assembly/sweeps/mixture-sweep.ts. */
export const MIXTURE_SWEEP = {
  reals: ["stiffness", "cutoff"],
  integers: ["bytes", "d", "k", "form", "spread", "first", "parameters", "anchors", "scratch"],
} as const;

/** Hamerly of assembly/sweeps/hamerly.ts. */
export const HAMERLY = {
  reals: ["unit", "slack", "largestDrift"],
  integers: [
    "bytes",
    "d",
    "k",
    "centroids",
    "labels",
    "margins",
    "drift",
    "q",
    "norms",
    "z",
    "zNorms",
    "scratch",
  ],
} as const;

/** Yinyang of assembly/sweeps/yinyang.ts. */
export const YINYANG = {
  reals: ["unit", "slack"],
  integers: [
    "bytes",
    "d",
    "k",
    "centroids",
    "labels",
    "tile",
    "groups",
    "panels",
    "upperBounds",
    "lowerBounds",
    "drift",
    "groupDrift",
    "q",
    "norms",
    "z",
    "zNorms",
    "images",
    "products",
    "halfNorms",
    "slotOf",
    "componentOf",
    "scratch",
  ],
} as const;

/** KdTree of assembly/sweeps/kd-tree.ts. */
export const KD_TREE = {
  reals: [],
  integers: [
    "bytes",
    "d",
    "n",
    "depth",
    "x",
    "tiles",
    "order",
    "starts",
    "counts",
    "boxes",
    "cuts",
    "leaves",
    "sample",
    "samples",
  ],
} as const;

/** Filtering of assembly/sweeps/filtering.ts. */
export const FILTERING = {
  reals: [],
  integers: [
    "d",
    "k",
    "depth",
    "tiles",
    "starts",
    "counts",
    "boxes",
    "weights",
    "nodeSums",
    "nodeLabels",
    "labels",
    "centroids",
    "sums",
    "waiting",
    "scratch",
  ],
} as const;

/** Seeding of assembly/sweeps/seeding.ts. */
export const SEEDING = {
  reals: ["grid", "fine"],
  integers: [
    "bytes",
    "d",
    "n",
    "weights",
    "closest",
    "labels",
    "sums",
    "after",
    "candidates",
    "tile",
  ],
} as const;

/** SeedingBoxes of assembly/sweeps/seeding-boxes.ts. */
export const SEEDING_BOXES = {
  reals: [],
  integers: [
    "depth",
    "tiles",
    "order",
    "starts",
    "counts",
    "boxes",
    "nearest",
    "placeWeights",
    "most",
    "potentials",
  ],
} as const;

/** SeedingLook of assembly/sweeps/seeding-look.ts. */
export const SEEDING_LOOK = {
  reals: ["scale", "reach"],
  integers: ["q", "norms", "thresholds", "masks", "panel", "slots", "bounds", "list"],
} as const;

/** Bytes of a record of these fields. */
export function recordBytes({ reals, integers }: RecordFields<string, string>): number {
  return reals.length * 8 + integers.length * 4;
}

/** The values of these names, in their order. */
export function inOrder<Name extends string>(
  names: readonly Name[],
  values: Readonly<Record<Name, number>>,
): number[] {
  return names.map((name) => values[name]);
}
