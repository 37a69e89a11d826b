/**
 * What a pass of a stream costs: reading alone, computing alone (all pages kept in memory), and
 * both, where the next page is read while this one is worked on.
 *
 *   npm run bench:passes              3,000,000 × 8, and bench/results/passes.json
 *   npm run bench:passes -- --quick   little of it: does it run?
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { GaussianMixture, KMeans, type StreamSource } from "mixtura";
import { openSource } from "mixtura-data";
import { circumstances, machine, today } from "../machine.js";
import { readOptions } from "../options.js";
import { keep } from "../results.js";
import { median } from "../statistics.js";
import { digits, drawTable } from "../table.js";

const { quick } = readOptions({ quick: { type: "boolean", default: false } });

const ROWS = quick ? 60_000 : 3_000_000;
const DIMENSIONS = 8;
const ROUNDS = quick ? 1 : 5;
const PASSES = quick ? 2 : 4;

/** Bytes to keep where hardly more is to be kept than the page that is worked on: one of many. */
const LITTLE = 2 ** 22;

const folder = mkdtempSync(join(tmpdir(), "mixtura-passes-"));

async function write(name: string, format: string): Promise<string> {
  const path = join(folder, name);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const columns = Array.from(
    { length: DIMENSIONS },
    (_, j) => `sin(i * ${j + 1}.7) * 3 + (i * ${2 * j + 1}) % 7 AS c${j}`,
  );
  await connection.run(
    `COPY (SELECT ${columns.join(", ")} FROM range(${ROWS}) t(i)) TO '${path}' (${format})`,
  );
  connection.closeSync();
  instance.closeSync();
  return path;
}

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

async function readAll(source: StreamSource): Promise<void> {
  for await (const chunk of source.open()) if (chunk === undefined) throw new Error("no chunk");
}

const start = {
  centroids: Array.from({ length: 8 }, (_, c) =>
    Array.from({ length: DIMENSIONS }, (_, j) => ((c * 5 + j * 3) % 11) - 2),
  ),
};

const MODELS = {
  "k-means": (source: StreamSource, memory: number, maxIterations: number) =>
    KMeans.fitStream(source, { k: 8, start, tolerance: 0, memory, maxIterations }),
  "full mixture": (source: StreamSource, memory: number, maxIterations: number) =>
    GaussianMixture.fitStream(source, {
      ...{ k: 8, start, covariance: "full", tolerance: 0, memory, maxIterations },
    }),
} as const;

/** Seconds of a pass: what some more of them take. */
async function passOf(
  fit: (typeof MODELS)[keyof typeof MODELS],
  source: StreamSource,
  memory: number,
): Promise<number> {
  const none = await seconds(() => fit(source, memory, 1));
  const some = await seconds(() => fit(source, memory, 1 + PASSES));
  return (some - none) / PASSES;
}

const results = { date: today(), machine: machine(), rows: ROWS, passes: [] as object[] };
const lines: string[][] = [];
try {
  const files = {
    Parquet: await write("table.parquet", "FORMAT parquet, COMPRESSION zstd"),
    CSV: await write("table.csv", "FORMAT csv, HEADER"),
  };
  for (const [format, path] of Object.entries(files)) {
    if (quick && format === "CSV") continue;
    const source = await openSource(path);
    for (const [model, fit] of Object.entries(MODELS)) {
      const rounds: Record<"reading" | "computing" | "both", number>[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        rounds.push({
          reading: await seconds(() => readAll(source)),
          // A little more than all rows, of which a quarter would be fitted without pages.
          computing: await passOf(fit, source, ROWS * DIMENSIONS * 9),
          both: await passOf(fit, source, LITTLE),
        });
      }
      const of = (name: "reading" | "computing" | "both") =>
        median(rounds.map((round) => round[name]));
      const ratio = median(
        rounds.map(({ reading, computing, both }) => both / Math.max(reading, computing)),
      );
      const row = { reading: of("reading"), computing: of("computing"), both: of("both"), ratio };
      results.passes.push({ format, model, megabytes: statSync(path).size / 1e6, ...row });
      lines.push([format, model, ...Object.values(row).map((value) => digits.format(value))]);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`\n${circumstances(results.date, results.machine)}. ${ROWS} × ${DIMENSIONS}, k = 8.\n`);
const head = [
  { text: "file" },
  { text: "model" },
  "reading, s",
  "computing, s",
  "a pass, s",
  "ratio",
];
console.log(drawTable(head, [{ title: "", rows: lines }]));
if (!quick) await keep("passes", results);
