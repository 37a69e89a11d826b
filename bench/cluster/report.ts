import { median } from "../statistics.js";
import { type Column, digits, type Section } from "../table.js";
import type { Iteration, Overhead, Results } from "./results.js";

/** Milliseconds an iteration that are not computing: the median of what a round's two differ by. */
export function overheadOf({ alone, distributed }: Overhead): number {
  return median(distributed.map((milliseconds, round) => milliseconds - alone[round]));
}

const unique = (values: readonly number[]) => [...new Set(values)];
const milliseconds = (value: number) => value.toFixed(value < 99.5 ? 1 : 0);
const clock = (times: readonly Iteration[]) => median(times.map((time) => time.clock));
const processors = (times: readonly Iteration[]) => median(times.map((time) => time.processors));

/** How an iteration's overhead follows from homes and shards. */
export interface Line {
  readonly fixed: number;
  readonly home: number;
  readonly shard: number;
}

/** Least squares of relative deviations: fixed + home × homes that have shards + shard × shards. */
export function lineOf(overhead: readonly Overhead[]): Line {
  const rows = overhead.map((cell) => {
    const value = Math.max(overheadOf(cell), 0.1);
    return [1, Math.min(cell.workers, cell.shards), cell.shards].map((x) => x / value);
  });
  // Normal equations, by Cramer's rule.
  const sum = (f: (row: number[]) => number) => rows.reduce((total, row) => total + f(row), 0);
  const matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => sum((row) => row[i] * row[j])));
  const right = [0, 1, 2].map((i) => sum((row) => row[i]));
  const determinant = (m: number[][]) =>
    m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
    m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
    m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
  const [fixed, home, shard] = [0, 1, 2].map(
    (column) =>
      determinant(matrix.map((row, i) => row.map((x, j) => (j === column ? right[i] : x)))) /
      determinant(matrix),
  );
  return { fixed, home, shard };
}

export function foreseen({ fixed, home, shard }: Line, homes: number, shards: number): number {
  return fixed + home * Math.min(homes, shards) + shard * shards;
}

/** Bytes a second that an iteration's numbers travel at: of the largest question beside the smallest. */
export function bytesPerSecond(numbers: readonly Overhead[]): number {
  const [least, most] = [numbers[0], numbers.at(-1)!];
  const seconds = (overheadOf(most) - overheadOf(least)) / 1000;
  return (most.traffic - least.traffic) / seconds;
}

export function overheadHead({ overhead }: Results): Column[] {
  const shards = unique(overhead.map((cell) => cell.shards));
  return [{ text: "workers" }, ...shards.map((count) => `${count} shards`)];
}

/** Measured, and in brackets what the line says. */
export function overheadSections({ overhead }: Results): Section[] {
  const line = lineOf(overhead);
  const rows = unique(overhead.map((cell) => cell.workers)).map((workers) => [
    `${workers}`,
    ...overhead
      .filter((cell) => cell.workers === workers)
      .map((cell) => {
        const said = foreseen(line, workers, cell.shards);
        return `${milliseconds(overheadOf(cell))} (${milliseconds(said)})`;
      }),
  ]);
  return [{ title: "", rows }];
}

export const NUMBERS_HEAD: readonly Column[] = [
  { text: "k × d" },
  "alone, ms",
  "distributed, ms",
  "overhead, ms",
  "through Redis, MB",
];

export function numbersSections({ numbers }: Results): Section[] {
  const rows = numbers.map((cell) => [
    `${cell.k} × ${cell.d}`,
    milliseconds(median(cell.alone)),
    milliseconds(median(cell.distributed)),
    milliseconds(overheadOf(cell)),
    digits.format(cell.traffic / 1e6),
  ]);
  return [{ title: "", rows }];
}

export const SUMMARY_HEAD: readonly Column[] = [{ text: "what" }, "measured"];

/** What does not make a table of its own. */
export function summarySections(results: Results): Section[] {
  const { overhead, numbers, speedup, recovery, start } = results;
  const { fixed, home, shard } = lineOf(overhead);
  const { one, two } = speedup;
  const ratios = one.map((time, round) => time.clock / two[round].clock);
  const spent = one.map((time, round) => time.processors / two[round].processors);
  const rate = (start.passes * start.n * start.d * 8) / median(start.seconds);
  const rows = [
    ["an iteration's overhead, ms", digits.format(fixed)],
    ["… and for each worker that has shards, ms", digits.format(home)],
    ["… and for each shard, ms", digits.format(shard)],
    ["numbers through Redis, MB a second", digits.format(bytesPerSecond(numbers) / 1e6)],
    ["full mixture, one worker, ms an iteration", milliseconds(clock(one))],
    ["full mixture, two workers, ms an iteration", milliseconds(clock(two))],
    ["two workers against one, times as fast, by the clock", digits.format(median(ratios))],
    ["… by processor time of whoever spent more", digits.format(median(spent))],
    ["processor time of the one worker, ms an iteration", milliseconds(processors(one))],
    [
      `from the death of one of ${recovery.workers} workers until the fit goes on, s`,
      digits.format(median(recovery.seconds)),
    ],
    ["passes of a start at the driver, MB a second", digits.format(rate / 1e6)],
  ];
  return [{ title: "", rows }];
}
