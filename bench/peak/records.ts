import { type Block, ROWS } from "./block.js";

/** What a kernel remembers of a block from call to call. */
export interface Remembered {
  /** Of the record in linear memory, laid out as the kernel's class has it. */
  readonly address: number;
  /** Makes every label 0 and every bound say nothing: each row is scored against all centroids. */
  readonly forget: () => void;
}

/** What lengths are multiplied by, and how far centroids have drifted. */
const UNIT = 1;
const NO_DRIFT = 0;

/** Centroids of a group: two panels. */
const GROUP = 16;

/** The address of a record of assembly/sweeps/centroid-sweep.ts. */
export function centroidSweep(block: Block, bytes: number): number {
  const { core, d, k } = block;
  const centroids = block.centroids.byteOffset;
  const tile = block.room(core["tileBytes"](d));
  return record(block, [], { bytes, d, k, centroids, tile });
}

/** A record of assembly/sweeps/hamerly.ts. */
export function hamerly(block: Block, bytes: number): Remembered {
  const { core, d, k } = block;
  const { origin, z, halfNorms, reach } = demoted(block);
  const margins = block.place(new Float32Array(ROWS));
  const address = record(block, [UNIT, reach, NO_DRIFT], {
    ...{ bytes, d, k },
    centroids: block.centroids.byteOffset,
    labels: block.labels.byteOffset,
    margins: margins.byteOffset,
    drift: block.room(8 * k),
    origin: block.place(origin).byteOffset,
    z: block.place(z).byteOffset,
    halfNorms: block.place(halfNorms).byteOffset,
    scratch: block.room(core["hamerlyScratchBytes"](ROWS, d, k)),
  });
  const forget = () => {
    block.labels.fill(0);
    margins.fill(-1);
  };
  return { address, forget };
}

/** A record of assembly/sweeps/yinyang.ts: centroids stand in groups of sixteen, in their order. */
export function yinyang(block: Block, bytes: number): Remembered {
  const { core, d, k } = block;
  const { origin, z, halfNorms, reach } = demoted(block);
  const slots = core["panelSlots"]();
  const groups = k / GROUP;
  const upperBounds = block.place(new Float32Array(ROWS));
  const lowerBounds = block.place(new Float32Array(ROWS * groups));
  const panels = z.map((_, i) => {
    const [panel, j, slot] = [Math.floor(i / (slots * d)), Math.floor(i / slots) % d, i % slots];
    return z[(slots * panel + slot) * d + j];
  });
  const identity = block.place(Int32Array.from({ length: k }, (_, c) => c)).byteOffset;
  const address = record(block, [UNIT, reach], {
    ...{ bytes, d, k },
    centroids: block.centroids.byteOffset,
    labels: block.labels.byteOffset,
    tile: block.room(core["tileBytes"](d)),
    groups,
    panels: GROUP / slots,
    upperBounds: upperBounds.byteOffset,
    lowerBounds: lowerBounds.byteOffset,
    drift: block.room(4 * k),
    groupDrift: block.room(4 * groups),
    products: block.place(panels).byteOffset,
    halfNorms: block.place(halfNorms).byteOffset,
    slotOf: identity,
    componentOf: identity,
    origin: block.place(origin).byteOffset,
    scratch: block.room(core["yinyangScratchBytes"](d, groups, k)),
  });
  const forget = () => {
    block.labels.fill(0);
    upperBounds.fill(Infinity);
    lowerBounds.fill(0);
  };
  return { address, forget };
}

/**
 * Writes a record, and returns its address. A wrong order shows in the labels.
 *
 * @param integers in the order of the fields
 */
function record(
  block: Block,
  reals: readonly number[],
  integers: Readonly<Record<string, number>>,
): number {
  const head = new Int32Array(Float64Array.from(reals).buffer);
  return block.place(Int32Array.of(...head, ...Object.values(integers))).byteOffset;
}

/** The centroids of a block in f32, about an origin among them: assembly/score/filter.ts. */
function demoted({ centroids, d, k }: Block) {
  const origin = Float64Array.from({ length: d }, (_, j) =>
    centroids.reduce((sum, m, i) => (i % d === j ? sum + m / k : sum), 0),
  );
  const z = Float32Array.from(centroids, (m, i) => m - origin[i % d]);
  const halfNorms = Float32Array.from({ length: k }, (_, c) =>
    z.subarray(c * d, (c + 1) * d).reduce((sum, value) => sum + value ** 2 / 2, 0),
  );
  return { origin, z, halfNorms, reach: Math.sqrt(2 * Math.max(...halfNorms)) * (1 + 2 ** -22) };
}
