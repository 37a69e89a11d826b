import type { Nodes } from "../core/blocks.js";
import type { Form } from "../core/forms.js";
import type { Rows } from "../core/rows.js";
import type { Crew } from "../data/crew.js";
import type { Part } from "../data/part.js";
import { inSlices, type Pace } from "../data/sweep.js";
import type { Asked, Pending, Talk } from "../data/pending.js";
import type { Assignment } from "./assignment.js";
import type { Key, Met } from "./met.js";
import type { ExactSums } from "./exact-sums.js";
import type { FarthestRows } from "./farthest-rows.js";
import type { Masses } from "./masses.js";
import type { MixtureStatistics, MixtureSums } from "./mixture-sums.js";

/** Questions with an answer a row, in the order of the rows: so many numbers each. */
export interface Rowwise {
  assign: Int32Array;
  distances: Float64Array;
  mixtureLabels: Int32Array;
  logDensities: Float64Array;
  responsibilities: Float64Array;
}

/**
 * How questions are put to others who hold the rows in pieces: one interface a question, the same
 * that rows in this thread have. Answers are the same, to the bit; none is there at once.
 */
export interface Elsewhere extends Crew {
  readonly unweighted: Elsewhere;
  /**
   * @param sums where those of all pieces are put together
   * @param centroids address of k × d f64
   */
  assignment(k: number, sums: ExactSums, centroids: number): Assignment;
  /** Of rows without labels. */
  masses(k: number): Masses;
  /** Has them take in the kernels of mixtures, before anything is asked about some. */
  useMixtures(module: () => WebAssembly.Module | undefined): void;
  /** @param asked what is needed for it: whoever asks brings it along, so that others go without */
  mixture(k: number, spread: Form, asked: AskedMixture): MixtureSums;
  /** @param args what comes after the part, in the function of that name */
  rowwise<Name extends keyof Rowwise>(
    name: Name,
    ...args: readonly unknown[]
  ): Pending<Rowwise[Name]>;
  /**
   * The same with every column over its unit.
   *
   * @param rows the scaled rows here, with which those there are released
   */
  scaled(rows: Rows, units: readonly number[]): Elsewhere;
  /** Where rows come in pages, of which only one is in memory: what is asked of whoever turns them. */
  readonly paged?: Paged;
}

/** What those need who are asked about a mixture, and nobody else. */
export interface AskedMixture {
  /** Puts the statistics of all pieces together. */
  readonly fold: (parts: readonly Nodes[]) => MixtureStatistics;
  /** The sums of some of the rows. */
  readonly sums: (part: Part) => MixtureSums;
  /** What a row costs, in multiplications. */
  readonly rowCost: number;
}

/** What is read from rows here and there, where only one page of them is in memory at a time. */
export interface Paged {
  /** Copies of rows, positions.length × d, row-major. */
  rowsAt(positions: ArrayLike<number>): Talk<Float64Array>;
  /** The same rows with every column over its unit, in float64; released with their maker. */
  scaledPart(units: readonly number[]): Part;
  /** To find rows far from k centroids. */
  farthest(k: number): FarthestRows;
  /**
   * Where others hold the pages: the rows that each of them would pick as further candidates, with
   * numbers of all rows. It has no order.
   *
   * @param candidates those there are, count × d
   */
  foremost?(candidates: Float64Array, most: number, key: Key): Talk<Met[]>;
  /** Likewise: how many rows each candidate is nearest to. */
  candidateSizes?(candidates: Float64Array): Talk<Float64Array>;
}

/** How questions are put to others each of whom holds all rows, and does a share of the work. */
export interface Copies extends Crew {
  meanDistances(of: Int32Array, sizes: readonly number[], scored: Int32Array): Asked<Float64Array>;
  pairedDistances(of: Int32Array, sizes: readonly number[]): Asked<Float64Array>;
}

/** Those who hold copies of these rows; undefined where the rows answer themselves. */
export function copies({ crew }: Part): Copies | undefined {
  // Who asks such questions has mustered those who can answer them.
  return crew as Copies | undefined;
}

/** Whoever turns the pages of these rows; undefined where all are in memory. */
export function paged(part: Part): Paged | undefined {
  return elsewhere(part)?.paged;
}

/** How rows are swept that were copied from these into memory of their own. */
export function paceOfCopies(part: Part): Pace {
  return paged(part) === undefined ? part.pace : inSlices;
}

/** Those who answer in place of these rows; undefined where the rows answer themselves. */
export function elsewhere({ crew }: Part): Elsewhere | undefined {
  // Only what is an Elsewhere is ever made a crew: the layer of parts knows no questions.
  return crew as Elsewhere | undefined;
}
