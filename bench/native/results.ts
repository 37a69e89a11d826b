import type { Machine } from "../machine.js";
import { median } from "../statistics.js";
import type { Cell } from "./cells.js";

/** What a race came to, as bench/results/native.json keeps it. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  /** Versions of the other side. */
  readonly native: string;
  readonly cells: readonly Measured[];
}

/** Ends the name of a rival that has one thread in a race of two. */
export const ONE_THREAD = ", one thread";

/** One cell, raced. */
export interface Measured extends Cell {
  /** Which of the other side's algorithms was the fastest; null where all failed. */
  readonly rival: string | null;
  /** Milliseconds of whole fits, one a round. */
  readonly own: readonly number[];
  readonly theirs: readonly number[];
  /** Iterations of either side. */
  readonly iterations: readonly [own: number, theirs: number] | null;
  /** How far apart the objectives are, relative to them; where starts are drawn, of the means. */
  readonly difference: number | null;
}

/** Whether either side draws starts of its own, so that only means of rounds can be compared. */
export function isDrawn({ algorithm }: Cell): boolean {
  return algorithm === "k-means, default start";
}

/** So much higher may our mean inertia be where starts are drawn. */
const WORSE = 0.02;

/** Beyond this, two objectives are of different solutions. */
const AGREEMENT = { float64: 1e-9, float32: 1e-4 };

/** Whether both sides solved the same problem, so that their times can be compared. */
export function counts(cell: Measured): boolean {
  const { precision, iterations, difference } = cell;
  if (iterations === null || difference === null) return false;
  if (isDrawn(cell)) return difference <= WORSE;
  return agree(precision, iterations, difference);
}

/** Whether two fits did the same work and reached the same. */
export function agree(
  precision: keyof typeof AGREEMENT,
  [own, theirs]: readonly [own: number, theirs: number],
  difference: number,
): boolean {
  return own === theirs && difference <= AGREEMENT[precision];
}

/** How many times as long the other side takes: the median of the rounds' ratios. */
export function ratio({ own, theirs }: Measured): number {
  return median(own.map((milliseconds, round) => theirs[round] / milliseconds));
}

/** Cells that belong together, and what they have to reach in float64. */
export interface Group {
  readonly name: string;
  readonly belongs: (cell: Cell) => boolean;
  readonly target?: { readonly mean: number; readonly worst: number };
}

const among =
  (...algorithms: string[]) =>
  ({ algorithm }: Cell) =>
    algorithms.includes(algorithm);
const noise = ({ kind }: Cell) => kind === "noise";
const kMeans = among("k-means");

export const GROUPS: readonly Group[] = [
  {
    name: "k-means, d ≤ 4, blobs and real data",
    belongs: (cell) => kMeans(cell) && !noise(cell) && cell.d <= 4,
    target: { mean: 6, worst: 3 },
  },
  {
    name: "k-means, ten restarts, d ≤ 4",
    belongs: among("k-means, ten restarts"),
    target: { mean: 10, worst: 4 },
  },
  {
    name: "k-means, d ≥ 8, blobs and real data",
    belongs: (cell) => kMeans(cell) && !noise(cell) && cell.d >= 8,
    target: { mean: 4.5, worst: 2.5 },
  },
  {
    name: "k-means, uniform noise",
    belongs: (cell) => kMeans(cell) && noise(cell),
    target: { mean: 4, worst: 2.2 },
  },
  {
    name: "k-means, default start",
    belongs: among("k-means, default start"),
    target: { mean: 4, worst: 1.8 },
  },
  {
    name: "mixtures, spherical and diagonal",
    belongs: among("spherical", "diagonal"),
    target: { mean: 5, worst: 2 },
  },
  {
    name: "mixtures, tied and full",
    belongs: among("tied", "full"),
    target: { mean: 4, worst: 1.3 },
  },
  { name: "predict and silhouette", belongs: among("predict", "silhouette") },
];
