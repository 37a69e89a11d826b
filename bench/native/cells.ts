import type { Precision } from "mixtura";
import { type Entry, type Kind, shape } from "../problems/problem.js";
import type { Native } from "./process.js";
import { kMeansTables, mixtureTables, predictedTables, silhouetteTables } from "./tables.js";

export const COVARIANCES = ["spherical", "diagonal", "tied", "full"] as const;
const PRECISIONS = ["float64", "float32"] as const;

/** What is timed: k-means from one start, from ten, or from its own; mixtures; and what follows. */
export type Algorithm =
  | "k-means"
  | "k-means, ten restarts"
  | "k-means, default start"
  | (typeof COVARIANCES)[number]
  | "predict"
  | "silhouette";

/** What a cell of the grid is about. */
export interface Cell {
  readonly algorithm: Algorithm;
  readonly kind: Kind;
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly precision: Precision;
}

/** Everything of the grid that reads the same table. */
export interface Course {
  readonly cells: readonly Cell[];
  readonly entry: Entry;
}

/** Tables that are worth sharing between two threads, some for every algorithm. */
const LARGE: ReadonlySet<string> = new Set([
  "blobs 100,000 × 4, k = 8",
  "blobs 100,000 × 16, k = 16",
  "blobs 100,000 × 16, k = 64",
  "blobs 50,000 × 64, k = 64",
  "blobs 1,000,000 × 2, k = 64",
  "blobs 1,000,000 × 16, k = 64",
  "blobs 10,000 × 2, k = 16",
  "blobs 10,000 × 16, k = 16",
  "places 1,000,000 × 2, k = 16",
]);

/** What of the grid is raced on two threads: large tables of float64; `quick` makes them small. */
export function coursesOnTwo(quick: boolean, native: Native): Course[] {
  return courses(quick, native)
    .filter(({ entry }) => quick || LARGE.has(`${entry.kind} ${shape(entry)}`))
    .map(({ cells, entry }) => ({
      cells: cells.filter(({ precision }) => precision === "float64"),
      entry,
    }));
}

/** The grid; `quick` makes its tables small. */
export function courses(quick: boolean, native: Native): Course[] {
  return [
    ...kMeansTables(quick, native).map((entry) =>
      course(entry, [
        ...inBoth(["k-means"]),
        ["k-means, default start", "float64"],
        ...(restarted(entry) ? [["k-means, ten restarts", "float64"] as const] : []),
      ]),
    ),
    ...mixtureTables(quick).map((entry) => course(entry, inBoth(COVARIANCES))),
    ...predictedTables(quick).map((entry) => course(entry, [["predict", "float64"]])),
    ...silhouetteTables(quick).map((entry) => course(entry, [["silhouette", "float64"]])),
  ];
}

type Timed = readonly [algorithm: Algorithm, precision: Precision];

function inBoth(algorithms: readonly Algorithm[]): Timed[] {
  return PRECISIONS.flatMap((precision) =>
    algorithms.map((algorithm): Timed => [algorithm, precision]),
  );
}

/** Whether ten restarts are raced as well: in few dimensions, where that takes no minutes. */
function restarted({ n, d, k }: Entry): boolean {
  return d <= 4 && (n <= 150_000 ? k <= 16 : k === 8);
}

function course(entry: Entry, timed: readonly Timed[]): Course {
  const { kind, n, d, k } = entry;
  const cells = timed.map(([algorithm, precision]) => ({ algorithm, kind, n, d, k, precision }));
  return { cells, entry };
}
