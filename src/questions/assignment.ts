import type { Region } from "../core/memory.js";
import type { Asked } from "../data/pending.js";
import type { Masses } from "./masses.js";

/** Labels in linear memory, in the order of the data. */
export interface LabelsInMemory {
  readonly address: number;
  /** What was made to hold them, and is given back by whoever asked. */
  readonly own?: Region;
}

/**
 * Rows with a label each, and sums of the rows of each label: a way to bring both into line with new centroids.
 * All ways find the same labels, those of the rule (docs/decisions/0002), and the same sums, for
 * sums are exact; they differ in what they remember to save work.
 */
export interface Assignment {
  /** Has to come before all else, once sums are prepared. */
  prepare(): Asked<void>;
  /** Labels every row by the nearest of the centroids, which lie in linear memory already; returns how many labels changed. */
  assign(centroids: readonly number[]): Asked<number>;
  /** Takes labels as they are given, one per row in the order of the data. */
  take(labels: ArrayLike<number>): Asked<unknown>;
  /** Sums costs under the centroids row by row. */
  addCosts(): Asked<unknown>;
  /** What seeding asks of the rows, which chooses k of them, or with k = 0 draws some; writes labels where they stand, if that is of use. */
  masses(k: number): Masses;
  /** Takes the labels that seeding left as those under these very centroids, which come next. */
  adopt(centroids: readonly number[]): void;
  /** The labels where kernels can read them. */
  labelsInMemory(): Asked<LabelsInMemory>;
  /** Drops what it remembers, labels included: what follows is a fit of its own. */
  forget(): void;
  /** A copy of the labels, in the order of the data. */
  labels(): Asked<Int32Array>;
  release(): void;
}

/** What a value costs whose square is put into words, in multiplications. */
export const COST_COST = 8;
