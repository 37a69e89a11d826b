import { performance } from "node:perf_hooks";
import { isDeepStrictEqual } from "node:util";
import { GaussianMixture, KMeans } from "mixtura";
import { fitDistributed } from "mixtura-cluster";
import { openSource } from "mixtura-data";
import type { RedisServer } from "./redis-server.js";
import type { Iteration, Overhead, Recovery, Start } from "./results.js";
import type { MadeTable } from "./tables.js";
import type { Workers } from "./workers.js";

/** Fits whose every iteration is taken: no label, no likelihood ends them. */
const LASTING = { start: "sample", tolerance: 0 } as const;

/** Iterations of a short and of a long fit: the difference has neither start nor end. */
export interface Span {
  readonly few: number;
  readonly many: number;
}

async function time(fit: () => unknown): Promise<number> {
  const began = performance.now();
  await fit();
  return performance.now() - began;
}

/** Milliseconds that this process has spent on processors so far. */
function spentHere(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What was measured of an iteration, once. */
export interface OverheadOnce extends Pick<Overhead, "traffic" | "spent"> {
  readonly alone: number;
  readonly distributed: number;
}

/** What an iteration of k-means takes, in this process and by the workers. */
export async function overheadOnce(
  redis: RedisServer,
  workers: Workers,
  { location, points }: MadeTable,
  { k, shards, few, many }: Span & { readonly k: number; readonly shards: number },
): Promise<OverheadOnce> {
  const cluster = { redis: redis.url, prefix: workers.prefix, shards, workers: workers.count };
  const alone = (maxIterations: number) => KMeans.fit(points, { k, ...LASTING, maxIterations });
  let model!: KMeans;
  const distributed = async (maxIterations: number) => {
    const options = { k, ...LASTING, maxIterations, ...cluster };
    model = await fitDistributed(KMeans, location, options);
  };
  const usedSoFar = async () => {
    const [{ traffic, processors }, of] = [await redis.used(), await workers.spent()];
    const sum = of.reduce((total, spent) => total + spent, 0);
    return { traffic, redis: processors, workers: sum, driver: spentHere() };
  };
  const aloneShort = await time(() => alone(few));
  const aloneLong = await time(() => alone(many));
  const before = await usedSoFar();
  const short = await time(() => distributed(few));
  const between = await usedSoFar();
  const long = await time(() => distributed(many));
  const after = await usedSoFar();
  check(model.iterations === many, `${model.iterations} of ${many} iterations were taken`);
  check(isDeepStrictEqual(model.centroids, alone(many).centroids), "models are not the same");
  const slope = (longer: number, shorter: number) => (longer - shorter) / (many - few);
  const used = (what: keyof typeof before) =>
    slope(after[what] - between[what], between[what] - before[what]);
  return {
    alone: slope(aloneLong, aloneShort),
    distributed: slope(long, short),
    traffic: used("traffic"),
    spent: { driver: used("driver"), redis: used("redis"), workers: used("workers") },
  };
}

/** What an iteration of a full mixture takes by these workers. */
export async function mixtureOnce(
  { url }: RedisServer,
  workers: Workers,
  { location }: MadeTable,
  { k, shards, few, many }: Span & { readonly k: number; readonly shards: number },
): Promise<Iteration & { readonly means: readonly (readonly number[])[] }> {
  const cluster = { redis: url, prefix: workers.prefix, shards, workers: workers.count };
  let model!: GaussianMixture;
  const run = async (maxIterations: number) => {
    const options = { k, covariance: "full", ...LASTING, maxIterations, ...cluster } as const;
    const before = await workers.spent();
    const clock = await time(
      async () => (model = await fitDistributed(GaussianMixture, location, options)),
    );
    const after = await workers.spent();
    return { clock, processors: Math.max(...after.map((spent, i) => spent - before[i])) };
  };
  const short = await run(few);
  const long = await run(many);
  check(model.iterations === many, `${model.iterations} of ${many} iterations were taken`);
  return {
    clock: (long.clock - short.clock) / (many - few),
    processors: (long.processors - short.processors) / (many - few),
    means: model.means,
  };
}

/** Seconds from the death of a worker until the fit is at the iteration after the next. */
export async function recoveryOnce(
  { url }: RedisServer,
  workers: Workers,
  { location }: MadeTable,
): Promise<Recovery["seconds"][number]> {
  const over = new AbortController();
  let killed = Infinity;
  let reached = Infinity;
  let seconds = NaN;
  const fit = fitDistributed(GaussianMixture, location, {
    ...{ k: 16, covariance: "spherical", ...LASTING, maxIterations: 1e6 },
    ...{ redis: url, prefix: workers.prefix, workers: workers.count, signal: over.signal },
    onStatus: ({ iteration }) => {
      if (iteration >= 20 && reached === Infinity) {
        // The question under way, the one for which the worker is missed, and one without it.
        reached = iteration + 2;
        killed = performance.now();
        void workers.kill();
      } else if (iteration > reached && Number.isNaN(seconds)) {
        seconds = (performance.now() - killed) / 1000;
        over.abort(new Error("measured"));
      }
    },
  });
  await fit.catch((error: unknown) => check(over.signal.aborted, String(error)));
  check(!Number.isNaN(seconds), "the fit ended before a worker was killed");
  return seconds;
}

/** What passes of a start take where every one reads the table. */
export async function startOnce(
  { location, points }: MadeTable,
  k: number,
): Promise<Pick<Start, "passes"> & { readonly seconds: number; readonly processors: number }> {
  const source = await openSource(location);
  const before = spentHere();
  let passes = 0;
  const seconds = await time(() =>
    KMeans.fitStream(source, {
      ...{ k, start: "k-means||", maxIterations: 0, memory: 0 },
      onProgress: ({ pass }) => (passes = pass),
    }),
  );
  check(source.rows === points.shape[0], "the table has lost rows");
  return { passes, seconds: seconds / 1000, processors: (spentHere() - before) / 1000 };
}

/** Figures of fits that went wrong are worth nothing. */
export function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
