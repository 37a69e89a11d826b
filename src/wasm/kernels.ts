import type { Precision } from "../types.js";
import type { Exports } from "./load.js";

/**
 * The kernels of assembly/, for rows of one precision. Every argument is an
 * address, a size or 0 for "none"; what each reads and writes is said there.
 */
export interface Kernels {
  readonly assignBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    centroids: number,
    k: number,
    labels: number,
    tile: number,
  ) => number;
  readonly leadBlock: (
    x: number,
    bytes: number,
    first: number,
    rows: number,
    d: number,
    leads: number,
  ) => number;
  readonly lookBlock: (
    x: number,
    bytes: number,
    first: number,
    rows: number,
    d: number,
    look: number,
  ) => number;
  readonly addRows: (
    x: number,
    rows: number,
    d: number,
    centroids: number,
    k: number,
    weights: number,
    labels: number,
    statistics: number,
  ) => void;
  readonly moveRows: (
    x: number,
    rows: number,
    d: number,
    centroids: number,
    k: number,
    before: number,
    labels: number,
    statistics: number,
  ) => void;
  readonly distancesBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    centroids: number,
    k: number,
    out: number,
    tile: number,
  ) => void;
  readonly candidatesBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    candidates: number,
    count: number,
    closest: number,
    weights: number,
    potentials: number,
    tile: number,
  ) => void;
  readonly lowerBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    centroids: number,
    count: number,
    closest: number,
    tile: number,
  ) => void;
  readonly mixtureBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    parameters: number,
    k: number,
    form: number,
    stiffness: number,
    about: number,
    spread: number,
    weights: number,
    statistics: number,
    scratch: number,
  ) => void;
  readonly labelledMixtureBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    labels: number,
    k: number,
    about: number,
    spread: number,
    weights: number,
    statistics: number,
    scratch: number,
  ) => void;
  readonly responsibilitiesBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    parameters: number,
    k: number,
    form: number,
    stiffness: number,
    out: number,
    scratch: number,
  ) => void;
  readonly logDensityBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    parameters: number,
    k: number,
    form: number,
    out: number,
    scratch: number,
  ) => void;
  readonly survivorsBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    parameters: number,
    k: number,
    form: number,
    stiffness: number,
    about: number,
    spread: number,
    weights: number,
    statistics: number,
    scratch: number,
    first: number,
    gap: number,
  ) => void;
  readonly mixtureLabelsBlock: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    parameters: number,
    k: number,
    form: number,
    first: number,
    labels: number,
    scratch: number,
  ) => void;
  readonly largestMagnitude: (x: number, count: number) => number;
  readonly potentialBlock: (closest: number, rows: number, weights: number) => number;
  readonly drawBlock: (closest: number, rows: number, weights: number, target: number) => number;
  readonly logs: (x: number, count: number) => void;
  readonly fold: (target: number, source: number, length: number) => void;
}

/** Kernels that read the data exist once per precision, as name_f32 and name_f64, the others once. */
export function kernelsFor(exports: Exports, precision: Precision): Kernels {
  const own = precision === "float32" ? "f32" : "f64";
  const kernels: Record<string, unknown> = {};
  for (const [name, kernel] of Object.entries(exports)) {
    const [stem, lane = own] = name.split("_");
    if (lane === own) kernels[stem] = kernel;
  }
  return kernels as unknown as Kernels;
}
