import { createHash, randomBytes } from "node:crypto";
import type { GaussianMixture, KMeans, SoftKMeans, StreamProgress, StreamSource } from "mixtura";
import { Shards } from "mixtura/shards";
import { checkName, checkRunName, Keys } from "../keys.js";
import { checkRedisUrl, connect, inWords, within } from "../redis.js";
import { absolute, checkTable, openTable, shownTable, type Table } from "../table.js";
import type { RunStatus } from "./progress.js";
import { RedisTransport } from "./transport.js";

/** How a fit is distributed. */
export interface DistributedOptions {
  /** URL of the Redis that all share: `redis://:PASSWORD@HOST:6379`, or `rediss://` for TLS. */
  readonly redis: string;
  /** What all keys begin with, as workers have it. Default: `"mixtura"`. */
  readonly prefix?: string | undefined;
  /** Name of the run, of letters, digits, - and _. Default: one by chance. */
  readonly run?: string | undefined;
  /** Whether it goes on with the run of that name, whose driver was lost. Default: false. */
  readonly resume?: boolean | undefined;
  /**
   * How many shards the rows are cut into, at least as many as there are threads of all workers;
   * fewer where the rows do not make as many blocks of 2,048. Default: 16.
   */
  readonly shards?: number | undefined;
  /** How many workers have to be there before it begins. Default: 1. */
  readonly workers?: number | undefined;
  /** Seconds to wait for workers, and for Redis where it goes away. Default: 60. */
  readonly patience?: number | undefined;
  /** Bytes of rows that are kept here from one pass of the start to the next. Default: 128 MiB. */
  readonly memory?: number | undefined;
  /** Ends the fit: its promise is rejected with the signal's reason. The run can be resumed. */
  readonly signal?: AbortSignal | undefined;
  /** Told once the run has its name, before anything is read. */
  readonly onBegin?: ((run: string) => void) | undefined;
  /** Told how far it is, a few times a second. What it throws ends the fit. */
  readonly onStatus?: ((status: RunStatus) => void) | undefined;
}

/** A class of models: KMeans, SoftKMeans or GaussianMixture. */
interface Fitter {
  readonly name: string;
  fitStream(source: StreamSource, options: never): Promise<unknown>;
}

/** The options of a model beside those of streams. */
type OwnOptions<Options> = Omit<
  Options,
  "memory" | "onProgress" | "shards" | "signal" | "threads" | "workerUrl"
>;

const OWN = [
  ...["redis", "prefix", "run", "resume", "shards", "workers", "patience"],
  ...["memory", "signal", "onBegin", "onStatus"],
];

/** Milliseconds between two words on how far a run is. */
const BETWEEN = 300;

/**
 * Fits a model to a table that many machines hold, to the same bits as one machine: workers
 * (`mixtura worker`, or {@link work}) hold its rows and answer for them, this process runs the loop.
 * Whatever is lost on the way but this process is made up for; of this process, by `resume`.
 *
 * @param Model KMeans, SoftKMeans or GaussianMixture
 * @param table what every worker can read, too
 * @param options those of the model, and how the fit is distributed
 * @throws TypeError or RangeError for options that are none
 * @throws Error where Redis cannot be reached or written, where there are no workers, or none that
 *   can read the table; the run can then be resumed, but for those that never began
 * @example
 * const model = await fitDistributed(KMeans, "/data/flights.parquet", {
 *   k: 8,
 *   redis: "redis://localhost:6379",
 * });
 */
export async function fitDistributed(
  Model: typeof KMeans,
  table: string | Table,
  options: OwnOptions<Parameters<typeof KMeans.fitStream>[1]> & DistributedOptions,
): Promise<KMeans>;
export async function fitDistributed(
  Model: typeof SoftKMeans,
  table: string | Table,
  options: OwnOptions<Parameters<typeof SoftKMeans.fitStream>[1]> & DistributedOptions,
): Promise<SoftKMeans>;
export async function fitDistributed(
  Model: typeof GaussianMixture,
  table: string | Table,
  options: OwnOptions<Parameters<typeof GaussianMixture.fitStream>[1]> & DistributedOptions,
): Promise<GaussianMixture>;
export async function fitDistributed(
  Model: Fitter,
  table: string | Table,
  options: object,
): Promise<unknown> {
  const { distributed, own } = checkOptions(options);
  const { redis: redisUrl, keys, signal, onStatus, memory } = distributed;
  const where = await absolute(checkTable(table));
  const source = await openTable(where);
  const { run = randomBytes(4).toString("hex"), shards: count } = distributed;
  const redis = await connect(redisUrl);
  const listener = redis.duplicate();
  listener.on("error", () => {
    // The other connection tells of it.
  });
  const transport = new RedisTransport(redis, listener, {
    ...{ ...distributed, run, table: where },
    optionsHash: hashOf({ algorithm: Model.name, own }),
  });
  const began = Date.now();
  let latest: StreamProgress | undefined;
  const statusNow = () =>
    statusOf({ run, algorithm: Model.name, table: shownTable(where), began }, transport, latest);
  let telling: ReturnType<typeof setInterval> | undefined;
  let failure: { readonly error: unknown } | undefined;
  try {
    await transport.begin();
    distributed.onBegin?.(run);
    const ending = new AbortController();
    const abort = () => ending.abort(signal?.reason);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted === true) abort();
    telling = setInterval(() => {
      const status = statusNow();
      void redis.set(keys.status(run), JSON.stringify(status), "EX", 3600).catch(() => {});
      try {
        onStatus?.(status);
      } catch (error) {
        failure ??= { error };
        ending.abort(error);
      }
    }, BETWEEN);
    try {
      const model = await Model.fitStream(source, {
        ...own,
        ...(memory === undefined ? {} : { memory }),
        signal: ending.signal,
        shards: new Shards(transport, { count }),
        onProgress: (progress: StreamProgress) => {
          latest = progress;
        },
      } as never);
      clearInterval(telling);
      onStatus?.(statusNow());
      // A model that is there is not lost for what cannot be tidied up.
      await within(ENDING, transport.end());
      return model;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  } catch (error) {
    throw inWords(redisUrl, withOwnOptions(failure?.error ?? error));
  } finally {
    clearInterval(telling);
    await transport.leave().catch(() => {});
    listener.disconnect();
    redis.disconnect();
  }
}

/** Milliseconds for deleting what a run has left. */
const ENDING = 10_000;

/** The options that the model does not know are there, too. */
function withOwnOptions(error: unknown): unknown {
  if (!(error instanceof TypeError) || !error.message.startsWith(UNKNOWN)) return error;
  return new TypeError(error.message.replace(UNKNOWN, `${UNKNOWN}${OWN.join(", ")}, `));
}

const UNKNOWN = '"options" expected only ';

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

function checkOptions(given: object) {
  const options = given as DistributedOptions & Readonly<Record<string, unknown>>;
  if (typeof options !== "object" || (options as unknown) === null) {
    throw new TypeError("options: expected an object such as { k: 3, redis: URL }");
  }
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    if (name === "threads" || name === "workerUrl") {
      throw new TypeError(`options: "${name}" is an option of workers, not of a distributed fit`);
    }
    if (!OWN.includes(name)) own[name] = value;
  }
  const { prefix = "mixtura", run, resume = false, shards = 16, workers = 1 } = options;
  const { patience = 60, memory, signal, onBegin, onStatus } = options;
  const redis = checkRedisUrl(options.redis);
  const keys = new Keys(checkName("prefix", prefix));
  if (run !== undefined) checkRunName(run);
  if (resume && run === undefined)
    throw new TypeError("resume: expected the name of the run as well");
  if (!(Number.isInteger(shards) && shards >= 1 && shards <= 2 ** 16)) {
    throw new TypeError("shards: expected how many there are to be, 1 to 65,536");
  }
  if (!(Number.isInteger(workers) && workers >= 1)) {
    throw new TypeError("workers: expected how many have to be there, at least 1");
  }
  if (!(patience > 0 && patience < 1e9)) {
    throw new TypeError("patience: expected seconds, more than 0");
  }
  return {
    own,
    distributed: {
      ...{ redis, redisUrl: redis, keys, run, resume, shards, workers, memory },
      ...{ patience: patience * 1000, signal, onBegin, onStatus },
    },
  };
}

function statusOf(
  about: Pick<RunStatus, "run" | "algorithm" | "table" | "began">,
  transport: RedisTransport,
  latest: StreamProgress | undefined,
): RunStatus {
  const { workers, questions, waiting, lost, shards, state } = transport;
  const updated = Date.now();
  const fraction = latest?.fraction ?? 0;
  const spent = updated - about.began;
  return {
    ...about,
    ...{ state, updated, shards, questions, waiting, lost, workers },
    rows: transport.rows,
    iteration: latest?.iteration ?? 0,
    maxIterations: latest?.maxIterations ?? 0,
    restart: latest?.restart ?? 0,
    restarts: latest?.restarts ?? 1,
    objective: Number.isFinite(latest?.objective) ? latest!.objective : null,
    fraction,
    rowsPerSecond: workers.reduce((sum, { rowsPerSecond }) => sum + rowsPerSecond, 0),
    left: fraction > 0 && state === "fitting" ? (spent * (1 - fraction)) / fraction : null,
  };
}
