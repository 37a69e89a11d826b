/**
 * The kernels of assembly/. Every argument is an address, a size or 0 for "none"; what each
 * reads and writes is said there. `bytes` is what a value of the rows at x takes: 4 or 8.
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
  readonly sumRows: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    weights: number,
    before: number,
    labels: number,
    sums: number,
  ) => void;
  readonly surveyRows: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    weights: number,
    sums: number,
  ) => number;
  readonly answerSums: (k: number, d: number, sums: number) => number;
  readonly addCosts: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    weights: number,
    labels: number,
    sums: number,
  ) => void;
  readonly answerCosts: (k: number, d: number, sums: number) => void;
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
  readonly largestMagnitude: (x: number, bytes: number, count: number) => number;
  readonly potentialBlock: (closest: number, rows: number, weights: number) => number;
  readonly drawBlock: (closest: number, rows: number, weights: number, target: number) => number;
  readonly logs: (x: number, count: number) => void;
  readonly fold: (target: number, source: number, length: number) => void;
}

/** All that the compiled core exports. */
export interface Exports extends Kernels {
  readonly memory: WebAssembly.Memory;
  /** The first byte that is free. */
  readonly heapBase: () => number;
}
