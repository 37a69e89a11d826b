/**
 * The kernels of assembly/index.ts. Every argument is an address, a size or 0 for "none"; what each
 * reads and writes is said there. The first of many is the address of a record, which
 * records.ts lays out.
 */
export interface Kernels extends Sizes {
  readonly assignBlock: (sweep: number, x: number, rows: number, labels: number) => number;
  readonly fillTiles: (x: number, bytes: number, rows: number, d: number, tiles: number) => void;
  readonly assignFew: (
    sweep: number,
    x: number,
    rows: number,
    weights: number,
    labels: number,
    before: number,
    sums: number,
  ) => number;
  readonly buildCells: (cells: number) => void;
  readonly cellsBlock: (cells: number, x: number, rows: number, labels: number) => number;
  readonly hamerlyBlock: (search: number, x: number, first: number, rows: number) => number;
  readonly yinyangBlock: (search: number, x: number, first: number, rows: number) => number;
  readonly cutRows: (tree: number) => void;
  readonly findLeaves: (tree: number, first: number, count: number) => void;
  readonly startLeaves: (tree: number) => void;
  readonly placeRows: (tree: number, first: number, count: number) => void;
  readonly boundNodes: (tree: number, first: number, count: number) => void;
  readonly sumNodes: (filtering: number, first: number, count: number) => void;
  readonly labelAlike: (filtering: number) => void;
  readonly openNodes: (filtering: number, level: number) => void;
  readonly filterNodes: (filtering: number, first: number, count: number) => number;
  readonly labelRows: (filtering: number) => void;
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
  readonly ownDistances: (
    sweep: number,
    x: number,
    rows: number,
    labels: number,
    closest: number,
  ) => void;
  readonly lowerFrom: (
    sweep: number,
    x: number,
    rows: number,
    count: number,
    closest: number,
    from: number,
  ) => void;
  readonly heaviest: (seeding: number, first: number, rows: number) => number;
  readonly weighRows: (seeding: number, first: number, rows: number) => void;
  readonly potentialBits: (seeding: number) => number;
  readonly potential: (seeding: number) => bigint;
  readonly drawRow: (seeding: number, u: number) => number;
  readonly rowAt: (seeding: number, target: bigint) => number;
  readonly aim: (seeding: number, x: number, candidate: number, row: number) => void;
  readonly weighCandidates: (seeding: number, x: number, first: number, rows: number) => void;
  readonly bestCandidate: (seeding: number) => number;
  readonly lowerRows: (
    seeding: number,
    x: number,
    first: number,
    rows: number,
    candidate: number,
    label: number,
  ) => void;
  readonly weighNodes: (seeding: number, boxes: number, first: number, count: number) => void;
  readonly weighBoxes: (seeding: number, boxes: number, first: number, count: number) => void;
  readonly lowerBoxes: (
    seeding: number,
    boxes: number,
    first: number,
    count: number,
    candidate: number,
  ) => void;
  readonly aimLook: (
    seeding: number,
    look: number,
    candidate: number,
    q: number,
    norm: number,
  ) => void;
  readonly armRows: (seeding: number, look: number, first: number, rows: number) => void;
  readonly lookAt: (seeding: number, look: number, first: number, rows: number) => void;
  readonly weighLooked: (
    seeding: number,
    look: number,
    x: number,
    first: number,
    rows: number,
    mask: number,
  ) => void;
  readonly lowerLooked: (
    seeding: number,
    look: number,
    x: number,
    first: number,
    rows: number,
    candidate: number,
    label: number,
  ) => void;
  /** `bytes` is what a value of the rows at x takes: 4 or 8. */
  readonly largestMagnitude: (x: number, bytes: number, count: number) => number;
  /** `q`: out, rows × d i16, d rounded up to even; returns the largest squared rounding of a row. */
  readonly quantiseRows: (
    x: number,
    bytes: number,
    rows: number,
    d: number,
    origin: number,
    scale: number,
    longest: number,
    q: number,
    norms: number,
  ) => number;
  readonly fold: (target: number, source: number, length: number) => void;
  readonly addIntegers: (target: number, source: number, length: number) => void;
}

/** What the core says of its own layout, so that nobody has to repeat it. */
export interface Sizes {
  /** Rows of a tile: arrays read a tile at a time are padded to whole tiles. */
  readonly tileRows: () => number;
  /** Bytes of a tile of d columns, with distances and labels. */
  readonly tileBytes: (d: number) => number;
  /** How many rows seeding weighs against each other. */
  readonly seedingCandidates: () => number;
  /** Rows of a block of seeding, at whose multiples its ranges begin. */
  readonly seedingRows: () => number;
  /** Bytes of scratch of seeding's look for the rows of a block. */
  readonly seedingListBytes: () => number;
  /** Columns of a box of a tree over rows of d columns. */
  readonly paddedColumns: (d: number) => number;
  /** Bytes of scratch of filterNodes. */
  readonly filteringScratchBytes: (d: number, k: number, depth: number) => number;
  /** Centroids of a panel. */
  readonly panelSlots: () => number;
  /** Bytes of scratch of hamerlyBlock, for blocks of up to `rows` rows. */
  readonly hamerlyScratchBytes: (rows: number, d: number, k: number) => number;
  /** The most rows that yinyangBlock takes at once. */
  readonly yinyangRows: () => number;
  /** Bytes of scratch of yinyangBlock. */
  readonly yinyangScratchBytes: (groups: number, slots: number) => number;
}

/** Those of assembly/mixtures.ts, of mixtures and of soft k-means. */
export interface MixtureKernels {
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
  readonly logs: (x: number, count: number) => void;
  /** Bytes of scratch of the kernels of a mixture's statistics, which have `length` entries. */
  readonly mixtureScratchBytes: (spread: number, d: number, k: number, length: number) => number;
  /** Bytes of scratch of the kernels of responsibilities, densities and labels. */
  readonly mixtureLabelsScratchBytes: (d: number, k: number) => number;
}

/** All that the compiled core exports; the file core.wasm has the kernels of mixtures as well. */
export interface Exports extends Kernels {
  readonly memory: WebAssembly.Memory;
  /** The first byte that is free. */
  readonly heapBase: () => number;
}
