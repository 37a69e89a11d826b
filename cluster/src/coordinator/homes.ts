import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { homeOf, type Keys } from "../keys.js";
import { type Job, PUTTING } from "../jobs.js";
import { deleteAll, type WorkerNews, workersKnown, workersThere } from "../presence.js";

/** Milliseconds without a beat after which a worker is given up. */
const SILENT = 4000;

/** A worker, as the driver sees it. */
interface Seen {
  news: WorkerNews;
  /** When its beat was heard last, by the clock here: clocks of machines differ. */
  heard: number;
}

/** The workers that live, and the queues of their homes. */
export class Homes {
  /** How many were lost. */
  lost = 0;
  readonly #redis: Redis;
  readonly #keys: Keys;
  readonly #takesPart: (news: WorkerNews) => boolean;
  readonly #seen = new Map<string, Seen>();
  readonly #queues = new Map<string, Queue>();

  /** @param takesPart whether a worker computes the same */
  constructor(redis: Redis, keys: Keys, takesPart: (news: WorkerNews) => boolean) {
    this.#redis = redis;
    this.#keys = keys;
    this.#takesPart = takesPart;
  }

  /** Those that live, by name. */
  get alive(): readonly WorkerNews[] {
    return [...this.#seen.values()].map(({ news }) => news).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  isAlive(id: string): boolean {
    return this.#seen.has(id);
  }

  /** Looks who is there. */
  async look(): Promise<void> {
    const there = await workersThere(this.#redis, this.#keys);
    const known = await workersKnown(this.#redis, this.#keys);
    const now = performance.now();
    for (const news of there) {
      if (!this.#takesPart(news)) continue;
      const seen = this.#seen.get(news.id);
      if (seen?.news.beat === news.beat) continue;
      this.#seen.set(news.id, { news, heard: now });
    }
    for (const [id, { heard }] of this.#seen) {
      // One that ended in order is not waited for.
      if (known.has(id) && now - heard <= SILENT) continue;
      this.#seen.delete(id);
      this.lost++;
    }
  }

  /** After Redis was away: nobody could say that they live. */
  forgive(): void {
    const now = performance.now();
    for (const seen of this.#seen.values()) seen.heard = now;
  }

  /** Puts a job into the queue of a home; once, however often it is put there. */
  async put(id: string, job: Job, jobId: string): Promise<void> {
    let queue = this.#queues.get(id);
    if (queue === undefined) {
      queue = new Queue(homeOf(id), { connection: this.#redis, prefix: this.#keys.prefix });
      queue.on("error", () => {});
      this.#queues.set(id, queue);
    }
    await queue.add("answer", job, { ...PUTTING, jobId });
  }

  /** Deletes what was put into queues of those that are gone. */
  async cleanUp(): Promise<void> {
    for (const id of this.#queues.keys()) {
      if ((await this.#redis.exists(this.#keys.worker(id))) === 1) continue;
      await deleteAll(this.#redis, this.#keys.allOfHome(id));
      await this.#redis.srem(this.#keys.workers, id);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }
}
