/**
 * The kernels of assembly/. Every argument is an address, a size or 0 for "none"; what each
 * reads and writes is said there. The first of many is the address of a record, which
 * records.ts lays out.
 */
export interface Kernels extends Sizes {
  readonly assignBlock: (sweep: number, x: number, rows: number, labels: number) => number;
  readonly buildCells: (cells: number) => void;
  readonly cellsBlock: (cells: number, x: number, rows: number, labels: number) => number;
  readonly hamerlyBlock: (search: number, x: number, first: number, rows: number) => number;
  readonly yinyangBlock: (search: number, x: number, first: number, rows: number) => number;
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
  readonly endSurvey: (vectors: number, sums: number) => void;
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
  readonly distancesBlock: (sweep: number, x: number, rows: number, out: number) => void;
  readonly addDistances: (
    sweep: number,
    rows: number,
    count: number,
    begin: number,
    end: number,
    mirror: boolean,
  ) => void;
  readonly candidatesBlock: (
    sweep: number,
    x: number,
    rows: number,
    count: number,
    closest: number,
    weights: number,
    potentials: number,
  ) => void;
  readonly closestBlock: (
    sweep: number,
    x: number,
    rows: number,
    count: number,
    closest: number,
  ) => void;
  readonly mixtureBlock: (
    mixture: number,
    x: number,
    rows: number,
    weights: number,
    statistics: number,
  ) => void;
  readonly prunedMixtureBlock: (
    mixture: number,
    x: number,
    rows: number,
    weights: number,
    statistics: number,
  ) => void;
  readonly labelledMixtureBlock: (
    mixture: number,
    x: number,
    rows: number,
    labels: number,
    weights: number,
    statistics: number,
  ) => void;
  readonly responsibilitiesBlock: (mixture: number, x: number, rows: number, out: number) => void;
  readonly logDensityBlock: (mixture: number, x: number, rows: number, out: number) => void;
  readonly mixtureLabelsBlock: (mixture: number, x: number, rows: number, labels: number) => void;
  /** `bytes` is what a value of the rows at x takes: 4 or 8. */
  readonly largestMagnitude: (x: number, bytes: number, count: number) => number;
  readonly potentialBlock: (closest: number, rows: number, weights: number) => number;
  readonly drawBlock: (closest: number, rows: number, weights: number, target: number) => number;
  readonly logs: (x: number, count: number) => void;
  readonly fold: (target: number, source: number, length: number) => void;
}

/** What the core says of its own layout, so that nobody has to repeat it. */
export interface Sizes {
  /** Rows of a tile: arrays read a tile at a time are padded to whole tiles. */
  readonly tileRows: () => number;
  /** Bytes of a tile of d columns, with distances and labels. */
  readonly tileBytes: (d: number) => number;
  /** Centroids of a panel. */
  readonly panelSlots: () => number;
  /** Bytes of scratch of hamerlyBlock, for blocks of up to `rows` rows. */
  readonly hamerlyScratchBytes: (rows: number, d: number, k: number) => number;
  /** The most rows that yinyangBlock takes at once. */
  readonly yinyangRows: () => number;
  /** Bytes of scratch of yinyangBlock. */
  readonly yinyangScratchBytes: (d: number, groups: number, slots: number) => number;
  /** Bytes of scratch of the kernels of a mixture's statistics, which have `length` entries. */
  readonly mixtureScratchBytes: (d: number, k: number, length: number) => number;
  /** Bytes of scratch of the kernels of responsibilities, densities and labels. */
  readonly mixtureLabelsScratchBytes: (d: number, k: number) => number;
}

/** All that the compiled core exports. */
export interface Exports extends Kernels {
  readonly memory: WebAssembly.Memory;
  /** The first byte that is free. */
  readonly heapBase: () => number;
}
