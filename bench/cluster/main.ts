/**
 * What it takes to distribute a fit: overhead of an iteration by workers and shards and by how many
 * numbers travel, two workers against one, how soon the death of a worker is made up for, and what
 * the driver reads alone. Redis and workers are processes of this machine; it needs redis-server.
 *
 *   npm run bench:cluster                and bench/results/cluster.json
 *   npm run bench:cluster -- --rounds 9  more rounds
 *   npm run bench:cluster -- --quick     few rows, one round: does it run?
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { machine, today } from "../machine.js";
import { readOptions, refuse } from "../options.js";
import { keep } from "../results.js";
import { median } from "../statistics.js";
import { drawTable } from "../table.js";
import {
  check,
  mixtureOnce,
  type OverheadOnce,
  overheadOnce,
  recoveryOnce,
  startOnce,
} from "./measures.js";
import { redisVersion, startRedis, type RedisServer } from "./redis-server.js";
import * as report from "./report.js";
import type { Iteration, Overhead, Recovery, Results, Speedup, Start } from "./results.js";
import { type MadeTable, makeTable } from "./tables.js";
import { Workers } from "./workers.js";

const { quick, rounds } = readOptions({
  quick: { type: "boolean", default: false },
  rounds: { type: "string", default: "5" },
});
if (!/^[1-9]\d*$/.test(rounds)) refuse(`--rounds expected a positive integer, got "${rounds}"`);
const ROUNDS = quick ? 1 : Number(rounds);

const folder = mkdtempSync(join(tmpdir(), "mixtura-cluster-"));
const redis = await startedOrRefused();

async function startedOrRefused(): Promise<RedisServer> {
  try {
    redisVersion();
  } catch {
    rmSync(folder, { recursive: true });
    refuse("redis-server is not installed; it is what workers share");
  }
  return await startRedis();
}

function table(n: number, d: number): MadeTable {
  return makeTable(join(folder, `${n}x${d}.npy`), n, d);
}

async function withWorkers<Value>(
  count: number,
  use: (workers: Workers) => Promise<Value>,
): Promise<Value> {
  const workers = await Workers.start(redis.url, folder, count);
  try {
    return await use(workers);
  } finally {
    await workers.end();
  }
}

interface Cell {
  readonly table: MadeTable;
  readonly k: number;
  readonly shards: number;
  readonly few: number;
  readonly many: number;
}

/** Cells in turn, round by round. */
async function overheads(workers: Workers, cells: readonly Cell[]): Promise<Overhead[]> {
  const runs = cells.map((): OverheadOnce[] => []);
  // Compilers warm up.
  for (const cell of cells) await overheadOnce(redis, workers, cell.table, { ...cell, many: 6 });
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, cell] of cells.entries()) {
      runs[i].push(await overheadOnce(redis, workers, cell.table, cell));
      process.stderr.write(".");
    }
  }
  return cells.map(({ table: { points }, k, shards }, i) => ({
    ...{ n: points.shape[0], d: points.shape[1], k, workers: workers.count, shards },
    alone: runs[i].map(({ alone }) => alone),
    distributed: runs[i].map(({ distributed }) => distributed),
    traffic: Math.round(median(runs[i].map(({ traffic }) => traffic))),
    spent: {
      driver: median(runs[i].map(({ spent }) => spent.driver)),
      redis: median(runs[i].map(({ spent }) => spent.redis)),
      workers: median(runs[i].map(({ spent }) => spent.workers)),
    },
  }));
}

/** A table so small that computing is next to nothing. */
async function byWorkersAndShards(): Promise<Overhead[]> {
  const small = table(64 * 2048, 8);
  const found: Overhead[] = [];
  for (const count of quick ? [1, 2] : [1, 2, 4, 8]) {
    process.stderr.write(`${count} workers `);
    const cells = [2, 16, 64].map((shards) => ({
      ...{ table: small, k: 16, shards, few: 5 },
      many: quick ? 15 : 45,
    }));
    found.push(...(await withWorkers(count, (workers) => overheads(workers, cells))));
    process.stderr.write("\n");
  }
  return found;
}

/** Few rows, and more and more numbers of centroids and sums. */
async function byNumbers(): Promise<Overhead[]> {
  process.stderr.write("numbers ");
  const cells = [
    { k: 16, d: 8 },
    { k: 256, d: 64 },
    { k: 512, d: 128 },
  ].map(({ k, d }) => ({
    ...{ table: table(16 * 2048, d), k, shards: 16, few: 2 },
    many: quick ? 6 : 12,
  }));
  const wanted = quick ? cells.slice(0, 2) : cells;
  const found = await withWorkers(2, (workers) => overheads(workers, wanted));
  process.stderr.write("\n");
  return found;
}

async function twoAgainstOne(): Promise<Speedup> {
  process.stderr.write("two against one ");
  const [n, d, k, shards] = [quick ? 40_000 : 400_000, 16, 16, 16];
  const made = table(n, d);
  const [one, two]: [Iteration[], Iteration[]] = [[], []];
  await withWorkers(1, async (single) => {
    await withWorkers(2, async (pair) => {
      const span = { k, shards, few: 2, many: quick ? 8 : 10 };
      // Compilers warm up.
      for (const workers of [single, pair]) await mixtureOnce(redis, workers, made, span);
      for (let round = 0; round < ROUNDS; round++) {
        const { means, ...alone } = await mixtureOnce(redis, single, made, span);
        const { means: same, ...together } = await mixtureOnce(redis, pair, made, span);
        check(isDeepStrictEqual(means, same), "two workers came to another model than one");
        one.push(alone);
        two.push(together);
        process.stderr.write(".");
      }
    });
  });
  process.stderr.write("\n");
  return { n, d, k, shards, one, two };
}

async function recovered(): Promise<Recovery> {
  process.stderr.write("recovery ");
  const small = table(64 * 2048, 8);
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    seconds.push(await withWorkers(2, (workers) => recoveryOnce(redis, workers, small)));
    process.stderr.write(".");
  }
  process.stderr.write("\n");
  return { workers: 2, seconds };
}

async function started(): Promise<Start> {
  const [n, d, k] = [quick ? 40_000 : 400_000, 16, 16];
  const made = table(n, d);
  const found: Awaited<ReturnType<typeof startOnce>>[] = [];
  for (let round = 0; round < ROUNDS; round++) found.push(await startOnce(made, k));
  return {
    ...{ n, d, k, passes: found[0].passes },
    seconds: found.map(({ seconds }) => seconds),
    processors: found.map(({ processors }) => processors),
  };
}

const loadNow = () => Math.round(10 * loadavg()[0]) / 10;

try {
  const before = loadNow();
  const [overhead, numbers] = [await byWorkersAndShards(), await byNumbers()];
  const [speedup, recovery] = [await twoAgainstOne(), await recovered()];
  const start = await started();
  const bullmq = new URL("../../node_modules/bullmq/package.json", import.meta.url);
  const results: Results = {
    ...{ date: today(), machine: machine(), redis: redisVersion() },
    bullmq: (JSON.parse(readFileSync(bullmq, "utf8")) as { version: string }).version,
    load: [before, loadNow()],
    ...{ overhead, numbers, speedup, recovery, start },
  };
  console.log(`
Fits by worker processes of one thread each, on one machine with their Redis.
${report.measuredOn(results)}.

Overhead, ms an iteration: k-means of 131,072 × 8, k = 16, by the workers less the same in one process;
in brackets what a straight line says.
`);
  console.log(drawTable(report.overheadHead(results), report.overheadSections(results)));
  console.log("\nThe same, and what processors spent on an iteration.\n");
  console.log(drawTable(report.SPENT_HEAD, report.spentSections(results)));
  console.log("\nk-means of 32,768 rows by 2 workers, 16 shards, by how many numbers travel.\n");
  console.log(drawTable(report.NUMBERS_HEAD, report.numbersSections(results)));
  console.log();
  console.log(drawTable(report.CONSTANTS_HEAD, report.constantsSections(results)));
  if (!quick) await keep("cluster", results);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await redis.stop();
  rmSync(folder, { recursive: true });
}
