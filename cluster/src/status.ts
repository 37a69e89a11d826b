import { checkName, Keys } from "./keys.js";
import { checkRedisUrl, connect, inWords } from "./redis.js";
import { type WorkerNews, workersThere } from "./presence.js";
import type { RunStatus } from "./coordinator/progress.js";

/** Where to look. */
export interface StatusOptions {
  /** URL of the Redis that all share. */
  readonly redis: string;
  /** What all keys begin with. Default: `"mixtura"`. */
  readonly prefix?: string | undefined;
}

/** A run that is there: whether somebody drives it, and how far it is, where that is known. */
export interface KnownRunStatus {
  readonly run: string;
  /** Whether a process drives it now; where none does, it can be resumed. */
  readonly driven: boolean;
  readonly status: RunStatus | undefined;
}

/** What there is by a Redis. */
export interface ClusterStatus {
  readonly runs: readonly KnownRunStatus[];
  readonly workers: readonly WorkerNews[];
}

/**
 * What runs and workers there are: runs under way and runs that can be resumed; a run that has ended
 * well leaves nothing behind.
 *
 * @throws TypeError for options that are none
 * @throws Error where Redis cannot be reached
 * @example
 * const { runs, workers } = await clusterStatus({ redis: "redis://localhost:6379" });
 */
export async function clusterStatus({
  redis: url,
  prefix = "mixtura",
}: StatusOptions): Promise<ClusterStatus> {
  const keys = new Keys(checkName("prefix", prefix));
  const redis = await connect(checkRedisUrl(url));
  try {
    const names = (await redis.smembers(keys.runs)).filter((name) => /^[\w-]{1,64}$/.test(name));
    const runs: KnownRunStatus[] = [];
    for (const run of names.sort()) {
      const [record, driver, text] = await Promise.all([
        redis.exists(keys.inner(run)),
        redis.exists(keys.driver(run)),
        redis.get(keys.status(run)),
      ]);
      // One whose keys have run out is over.
      if (record === 0 && driver === 0) await redis.srem(keys.runs, run);
      else runs.push({ run, driven: driver === 1, status: statusFrom(text) });
    }
    return { runs, workers: await workersThere(redis, keys) };
  } catch (error) {
    throw inWords(url, error);
  } finally {
    redis.disconnect();
  }
}

/** What was read, where it can be a status; whoever wrote it. */
function statusFrom(text: string | null): RunStatus | undefined {
  if (text === null || text.length > 2 ** 22) return undefined;
  try {
    const status = JSON.parse(text) as RunStatus;
    const { state, algorithm, table, workers, ...numbers } = status;
    const texts = [state, algorithm, table];
    const counts = [numbers.iteration, numbers.shards, numbers.rows, numbers.updated];
    const fine =
      texts.every((value) => typeof value === "string") &&
      counts.every((value) => Number.isFinite(value)) &&
      Array.isArray(workers);
    return fine ? status : undefined;
  } catch {
    return undefined;
  }
}
