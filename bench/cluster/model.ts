import { median } from "../statistics.js";
import type { Overhead, Results } from "./results.js";

/** Milliseconds an iteration that are not computing: the median of what a round's two differ by. */
export function overheadOf({ alone, distributed }: Overhead): number {
  return median(distributed.map((milliseconds, round) => milliseconds - alone[round]));
}

/** How an iteration's overhead follows from homes and shards, in milliseconds. */
export interface Line {
  readonly fixed: number;
  readonly home: number;
  readonly shard: number;
}

const homesOf = ({ workers, shards }: Pick<Overhead, "workers" | "shards">) =>
  Math.min(workers, shards);

/** The line with the least sum of squares of deviations, relative to what was measured. */
export function lineOf(overhead: readonly Overhead[]): Line {
  const rows = overhead.map((cell) =>
    [1, homesOf(cell), cell.shards].map((x) => x / Math.max(overheadOf(cell), 0.1)),
  );
  const sum = (of: (row: readonly number[]) => number) =>
    rows.reduce((total, row) => total + of(row), 0);
  const matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => sum((row) => row[i] * row[j])));
  const right = [0, 1, 2].map((i) => sum((row) => row[i]));
  const [fixed, home, shard] = [0, 1, 2].map((column) => {
    const replaced = matrix.map((row, i) => row.map((x, j) => (j === column ? right[i] : x)));
    return determinant(replaced) / determinant(matrix);
  });
  return { fixed, home, shard };
}

function determinant([a, b, c]: readonly (readonly number[])[]): number {
  return (
    a[0] * (b[1] * c[2] - b[2] * c[1]) -
    a[1] * (b[0] * c[2] - b[2] * c[0]) +
    a[2] * (b[0] * c[1] - b[1] * c[0])
  );
}

/** What the line says, in milliseconds. */
export function foreseen(
  { fixed, home, shard }: Line,
  cell: Pick<Overhead, "workers" | "shards">,
): number {
  return fixed + home * homesOf(cell) + shard * cell.shards;
}

/** By how much the line is off, relative to what was measured: the median. */
export function deviationOf(overhead: readonly Overhead[]): number {
  const line = lineOf(overhead);
  return median(overhead.map((cell) => Math.abs(foreseen(line, cell) / overheadOf(cell) - 1)));
}

/** Bytes a second at which numbers travel: what the largest models take beside the smallest. */
export function bytesPerSecond({ numbers }: Results): number {
  const [least, most] = [numbers[0], numbers.at(-1)!];
  return (1000 * (most.traffic - least.traffic)) / (overheadOf(most) - overheadOf(least));
}

/** Bytes a second that the driver gets through in passes of a start, one after the other, of processors. */
export function startBytesPerSecond({ start }: Results): number {
  return (start.passes * start.n * start.d * 8) / median(start.processors);
}

/** A fit on machines that nobody has here: full covariances, as the speedup was measured with. */
export interface Imagined {
  readonly machines: number;
  readonly threads: number;
  readonly n: number;
  readonly iterations: number;
  /** Through the table, for the start. */
  readonly passes: number;
}

/** Seconds: of the start, of an iteration's parts, and of the whole. */
export interface Foreseen {
  readonly start: number;
  readonly computing: number;
  readonly waiting: number;
  readonly travelling: number;
  readonly whole: number;
  /** Against the same on one thread. */
  readonly faster: number;
}

/** Sums of subtrees that a shard of a mixture sends, about. */
const NODES = 7;

export function imagined(
  results: Results,
  { machines, threads, n, iterations, passes }: Imagined,
): Foreseen {
  const { speedup } = results;
  const { d, k } = speedup;
  const shards = machines * threads;
  const alone = median(speedup.one.map(({ processors }) => processors)) / 1000;
  const work = (alone * n) / speedup.n;
  const below = (d * (d - 1)) / 2;
  const question = 8 * (k + 3 * k * d + k * below);
  const answer = 8 * NODES * (k + k * d + k * (below + d));
  const bytes = question * (1 + machines) + 2 * answer * shards;
  const computing = work / shards;
  const waiting = foreseen(lineOf(results.overhead), { workers: machines, shards }) / 1000;
  const travelling = bytes / bytesPerSecond(results);
  const start = (passes * n * d * 8) / startBytesPerSecond(results);
  const whole = start + iterations * (computing + waiting + travelling);
  return {
    start,
    computing,
    waiting,
    travelling,
    whole,
    faster: (start + iterations * work) / whole,
  };
}
