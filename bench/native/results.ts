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

/** One cell, raced. */
export interface Measured extends Cell {
  /** Which of the other side's algorithms was the fastest; null where all failed. */
  readonly rival: string | null;
  /** Milliseconds of whole fits, one a round. */
  readonly own: readonly number[];
  readonly theirs: readonly number[];
  /** Iterations of either side. */
  readonly iterations: readonly [own: number, theirs: number] | null;
  /** How far apart the objectives are, relative to them. */
  readonly difference: number | null;
}

/** Beyond this, two objectives are of different solutions. */
const AGREEMENT = { float64: 1e-9, float32: 1e-4 };

/** Whether both sides solved the same problem, so that their times can be compared. */
export function counts({ precision, iterations, difference }: Measured): boolean {
  if (iterations === null || difference === null) return false;
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
  readonly mean: number;
  readonly worst: number;
}

const among =
  (...algorithms: string[]) =>
  ({ algorithm }: Cell) =>
    algorithms.includes(algorithm);
const noise = ({ kind }: Cell) => kind === "noise";
const kMeans = among("k-means");

export const GROUPS: readonly Group[] = [
  {
    name: "k-means, blobs and real data",
    belongs: (cell) => kMeans(cell) && !noise(cell),
    mean: 5,
    worst: 2,
  },
  {
    name: "k-means, uniform noise",
    belongs: (cell) => kMeans(cell) && noise(cell),
    mean: 2,
    worst: 1,
  },
  {
    name: "mixtures, spherical and diagonal",
    belongs: among("spherical", "diagonal"),
    mean: 5,
    worst: 2,
  },
  { name: "mixtures, tied and full", belongs: among("tied", "full"), mean: 4, worst: 1.3 },
];
