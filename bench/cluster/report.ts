import { circumstances } from "../machine.js";
import { median } from "../statistics.js";
import { type Column, digits, markdownTable, type Section } from "../table.js";
import { bytesPerSecond, deviationOf, foreseen, imagined, lineOf, overheadOf } from "./model.js";
import { startBytesPerSecond } from "./model.js";
import type { Overhead, Results } from "./results.js";

const unique = (values: readonly number[]) => [...new Set(values)];
const milliseconds = (value: number) => value.toFixed(value < 99.5 ? 1 : 0);
const times = (ratios: readonly number[]) => `${digits.format(median(ratios))} ×`;
const percent = (share: number) => `${Math.round(100 * share)} %`;
const count = new Intl.NumberFormat("en");
const seconds = (value: number) => digits.format(value);

/** On what and how it was measured. */
export function measuredOn(results: Results): string {
  const { date, machine, redis, bullmq, load, overhead } = results;
  const software = `Redis ${redis}, BullMQ ${bullmq}`;
  const busy = `load ${load[0]} before, ${load[1]} after`;
  const rounds = `medians of ${overhead[0].alone.length} rounds`;
  return `${circumstances(date, machine)}; ${software}; ${busy}; ${rounds}`;
}

export function overheadHead({ overhead }: Results): Column[] {
  const shards = unique(overhead.map((cell) => cell.shards));
  return [{ text: "worker processes" }, ...shards.map((count) => `${count} shards`)];
}

/** Measured, and in brackets what the line says. */
export function overheadSections({ overhead }: Results): Section[] {
  const line = lineOf(overhead);
  const text = (cell: Overhead) =>
    `${milliseconds(overheadOf(cell))} (${milliseconds(foreseen(line, cell))})`;
  const rows = unique(overhead.map((cell) => cell.workers)).map((workers) => [
    `${workers}`,
    ...overhead.filter((cell) => cell.workers === workers).map(text),
  ]);
  return [{ title: "", rows }];
}

export const SPENT_HEAD: readonly Column[] = [
  { text: "worker processes, shards" },
  "by the clock, ms",
  "least round, ms",
  "driver, ms",
  "Redis, ms",
  "all workers, ms",
];

/** What processors had to do for an iteration, however busy the machine was. */
export function spentSections({ overhead }: Results): Section[] {
  const rows = overhead
    .filter(({ shards }) => shards === 16)
    .map((cell) => [
      `${cell.workers}, ${cell.shards}`,
      milliseconds(overheadOf(cell)),
      milliseconds(Math.min(...cell.distributed.map((value, i) => value - cell.alone[i]))),
      ...[cell.spent.driver, cell.spent.redis, cell.spent.workers].map(milliseconds),
    ]);
  return [{ title: "", rows }];
}

export const NUMBERS_HEAD: readonly Column[] = [
  { text: "k × d" },
  "in one process, ms",
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

export const CONSTANTS_HEAD: readonly Column[] = [{ text: "what" }, "measured", "aim"];

/** What the model takes, and what does not make a table of its own. */
export function constantsSections(results: Results): Section[] {
  const { overhead, speedup, recovery } = results;
  const { fixed, home, shard } = lineOf(overhead);
  const { one, two } = speedup;
  const by = (what: "clock" | "processors") => ({
    one: milliseconds(median(one.map((time) => time[what]))),
    ratio: times(one.map((time, round) => time[what] / two[round][what])),
  });
  const [clock, processors] = [by("clock"), by("processors")];
  const killed = `one of ${recovery.workers} workers is killed: until the fit goes on`;
  const rows = [
    ["a: an iteration's overhead", `${digits.format(fixed)} ms`, ""],
    ["b: … and for each worker with shards", `${digits.format(home)} ms`, ""],
    ["c: … and for each shard", `${digits.format(shard)} ms`, ""],
    ["… the line is off by, in the median", percent(deviationOf(overhead)), ""],
    ["β: numbers through Redis", `${digits.format(bytesPerSecond(results) / 1e6)} MB a second`, ""],
    ["w: computing, one thread, processor time", `${processors.one} ms`, ""],
    [
      "ρ: passes of the start",
      `${digits.format(startBytesPerSecond(results) / 1e6)} MB a second`,
      "",
    ],
    ["two workers against one, by the clock", clock.ratio, "≥ 1.6"],
    ["… by processor time, of the one that took more", processors.ratio, ""],
    [killed, `${seconds(median(recovery.seconds))} s`, ""],
  ];
  return [{ title: "", rows }];
}

export const SCALE_HEAD: readonly Column[] = [
  "machines",
  "shards",
  "computing, s",
  "waiting, s",
  "travelling, s",
  "start, s",
  "the fit, s",
  "times as fast as one thread",
  "… with parameters given",
];

/** Of machines of this many threads, with so many rows and iterations. */
const IMAGINED = { threads: 8, n: 1e8, iterations: 50 };

/** Passes of the driver through the table: "k-means||", and parameters that are given. */
const PASSES = { sought: 5, given: 3 };

/** What the model says of machines that nobody has here. */
export function scaleSections(results: Results): Section[] {
  const rows = [1, 4, 16, 64, 256].map((machines) => {
    const sought = imagined(results, { machines, ...IMAGINED, passes: PASSES.sought });
    const given = imagined(results, { machines, ...IMAGINED, passes: PASSES.given });
    const { computing, waiting, travelling, start, whole } = sought;
    return [
      ...[machines, machines * IMAGINED.threads].map((value) => count.format(value)),
      ...[computing, waiting, travelling, start, whole].map(seconds),
      ...[sought, given].map(({ faster }) => `${digits.format(faster)} ×`),
    ];
  });
  return [{ title: "", rows }];
}

/** What stands in docs/scale.md, by name. */
export function blocks(results: Results): Record<string, string> {
  const constants = markdownTable(CONSTANTS_HEAD, constantsSections(results));
  return {
    "cluster constants": `_${measuredOn(results)}._\n\n${constants}`,
    "cluster overhead": markdownTable(overheadHead(results), overheadSections(results)),
    "cluster processors": markdownTable(SPENT_HEAD, spentSections(results)),
    "cluster numbers": markdownTable(NUMBERS_HEAD, numbersSections(results)),
    "cluster scale": markdownTable(SCALE_HEAD, scaleSections(results)),
  };
}
