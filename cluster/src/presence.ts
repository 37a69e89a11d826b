import type { Redis } from "ioredis";
import type { Keys } from "./keys.js";

/** What a worker says of itself. */
export interface WorkerNews {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** Of mixtura, and of its core: those who have the same compute the same. */
  readonly version: string;
  readonly core: string;
  readonly threads: number;
  /** Bytes of shards that it holds, and may hold. */
  readonly bytes: number;
  readonly memory: number;
  /** Shards by run. */
  readonly shards: Readonly<Record<string, readonly number[]>>;
  /** Rows that it has answered for, a second of work. */
  readonly rowsPerSecond: number;
  /** Counts up as long as it lives. */
  readonly beat: number;
}

/** Milliseconds between two signs of life, and for how long one lasts. */
export const BEAT = 1000;
export const LASTING = 5000;

/** What was read of a worker, where it can be news; whoever wrote it. */
export function checkNews(text: string): WorkerNews | undefined {
  if (text.length > 2 ** 20) return undefined;
  try {
    const news = JSON.parse(text) as WorkerNews;
    const texts = [news.id, news.host, news.version, news.core];
    const numbers = [
      news.pid,
      news.threads,
      news.bytes,
      news.memory,
      news.rowsPerSecond,
      news.beat,
    ];
    const fine =
      texts.every((value) => typeof value === "string" && value.length < 300) &&
      numbers.every((value) => Number.isFinite(value)) &&
      /^[\w-]{1,64}$/.test(news.id) &&
      news.threads >= 1 &&
      typeof news.shards === "object" &&
      (news.shards as unknown) !== null;
    return fine ? news : undefined;
  } catch {
    return undefined;
  }
}

/** The workers that say that they live; one that ended in order has said that it does not. */
export async function workersThere(redis: Redis, keys: Keys): Promise<WorkerNews[]> {
  const ids = (await redis.smembers(keys.workers)).filter((id) => /^[\w-]{1,64}$/.test(id)).sort();
  if (ids.length === 0) return [];
  const texts = await redis.mget(ids.map((id) => keys.worker(id)));
  return texts
    .map((text) => (text === null ? undefined : checkNews(text)))
    .filter((news, i): news is WorkerNews => news !== undefined && news.id === ids[i]);
}

/** Those that are known, whether they live or not. */
export async function workersKnown(redis: Redis, keys: Keys): Promise<ReadonlySet<string>> {
  return new Set(await redis.smembers(keys.workers));
}

/** Deletes what workers have left that were lost: they are known by name, and say nothing. */
export async function cleanUpAfterLost(redis: Redis, keys: Keys): Promise<void> {
  for (const id of await redis.smembers(keys.workers)) {
    if ((await redis.exists(keys.worker(id))) === 1) continue;
    if (/^[\w-]{1,64}$/.test(id)) await deleteAll(redis, keys.allOfHome(id));
    await redis.srem(keys.workers, id);
  }
}

/** Deletes all keys of a pattern. */
export async function deleteAll(redis: Redis, pattern: string): Promise<void> {
  let cursor = "0";
  do {
    const [next, found] = await redis.scan(cursor, "MATCH", pattern, "COUNT", 500);
    if (found.length > 0) await redis.unlink(...found);
    cursor = next;
  } while (cursor !== "0");
}
