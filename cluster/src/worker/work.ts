import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { Worker as QueueWorker } from "bullmq";
import type { Redis } from "ioredis";
import { coreHash } from "mixtura/shards";
import { version } from "../../package.json";
import { checkJob, type Job, TAKING } from "../jobs.js";
import { checkName, homeOf, Keys, nameOf } from "../keys.js";
import { BEAT, cleanUpAfterLost, deleteAll, LASTING, type WorkerNews } from "../presence.js";
import { checkRedisUrl, connect, explained, inWords, refusalOf, within } from "../redis.js";
import { type Capacity, checkCapacity } from "./capacity.js";
import { Holdings, NoRoom } from "./holdings.js";
import { type HeldShard, Threads } from "./threads.js";

/** How a worker works. */
export interface WorkerOptions extends Capacity {
  /** URL of the Redis that all share: `redis://:PASSWORD@HOST:6379`, or `rediss://` for TLS. */
  readonly redis: string;
  /** What all keys begin with. Default: `"mixtura"`. */
  readonly prefix?: string | undefined;
  /** Seconds without work, or without Redis, after which it ends by itself. Default: 900. */
  readonly idle?: number | undefined;
  /** Ends it: what it is at is left to others. */
  readonly signal?: AbortSignal | undefined;
  /** Told of what happens. */
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
}

/** What a worker tells of. */
export type WorkerEvent =
  | {
      readonly kind: "ready";
      readonly id: string;
      readonly threads: number;
      readonly memory: number;
    }
  | { readonly kind: "shard"; readonly run: string; readonly shard: number; readonly rows: number }
  | {
      readonly kind: "fault";
      readonly run: string;
      readonly shard: number;
      readonly message: string;
    }
  | { readonly kind: "released"; readonly run: string }
  | { readonly kind: "end"; readonly reason: string };

/** Takes an answer where its question still stands: −1 where nobody wants it, 0 where there is one. */
const ANSWER = `
if redis.call("exists", KEYS[1]) == 0 then return -1 end
return redis.call("hsetnx", KEYS[2], ARGV[1], ARGV[2])`;

/** Takes a fault where its question still stands. */
const FAULT = `
if redis.call("exists", KEYS[1]) == 0 then return 0 end
redis.call("hset", KEYS[2], ARGV[1], ARGV[2])
return redis.call("expire", KEYS[2], ARGV[3])`;

/** Seconds for which answers and faults are kept at most. */
export const KEEPING = 7 * 24 * 3600;

interface WithAnswer extends Redis {
  takeFault(
    ...args: [question: string, faults: string, field: string, text: string, seconds: number]
  ): Promise<number>;
  takeAnswer(question: string, answers: string, shard: number, bytes: Uint8Array): Promise<number>;
}

/**
 * Works for whoever fits by the same Redis: takes shards, loads them, holds them, and answers
 * questions about them; until a signal ends it, or it has had nothing to do for a while.
 *
 * @throws TypeError for options that are none
 * @throws Error where Redis cannot be reached, or is lost for longer than `idle`
 * @example
 * await work({ redis: "redis://localhost:6379", data: ["/data"], idle: 60 });
 */
export async function work(options: WorkerOptions): Promise<void> {
  const checked = checkOptions(options);
  const redis = await connect(checked.redis);
  try {
    await new ClusterWorker(redis, checked, options).run();
  } catch (error) {
    throw inWords(checked.redis, error);
  } finally {
    redis.disconnect();
  }
}

function checkOptions(options: WorkerOptions) {
  const { prefix = "mixtura", idle = 900 } = options;
  const capacity = checkCapacity(options);
  if (!(idle > 0 && idle < 1e9)) throw new TypeError("idle: expected seconds, more than 0");
  const redis = checkRedisUrl(options.redis);
  return { redis, keys: new Keys(checkName("prefix", prefix)), ...capacity, idle };
}

type Checked = ReturnType<typeof checkOptions>;

class ClusterWorker {
  readonly #id = `${hostname()
    .replace(/[^\w-]/g, "-")
    .slice(0, 40)}-${randomBytes(4).toString("hex")}`;
  readonly #redis: WithAnswer;
  readonly #options: Checked;
  readonly #signal: AbortSignal | undefined;
  readonly #tell: (event: WorkerEvent) => void;
  readonly #threads: Threads;
  readonly #holdings: Holdings;
  readonly #questions = new Map<string, Promise<Buffer | undefined>>();
  #beat = 0;
  /** What is cut off then is no fault. */
  #isLeaving = false;
  #lastWork = performance.now();
  #lastContact = performance.now();
  /** Rows answered for, a second, in the latest job. */
  #rows = 0;
  #busy = 0;

  constructor(redis: Redis, options: Checked, { signal, onEvent }: WorkerOptions) {
    redis.defineCommand("takeAnswer", { numberOfKeys: 2, lua: ANSWER });
    redis.defineCommand("takeFault", { numberOfKeys: 2, lua: FAULT });
    this.#redis = redis as WithAnswer;
    this.#options = options;
    this.#signal = signal;
    this.#tell = onEvent ?? (() => {});
    this.#threads = new Threads(options.threads);
    this.#holdings = new Holdings(this.#threads, options.data, options.memory);
  }

  async run(): Promise<void> {
    const { keys, threads, memory } = this.#options;
    await this.#sayThatItLives();
    const queue = new QueueWorker(homeOf(this.#id), (job) => this.#obey(job.data), {
      connection: this.#redis,
      prefix: keys.prefix,
      // Runs beside each other must not wait for each other.
      concurrency: 4,
      ...TAKING,
    });
    // Heard by whoever waits for the job; here it has been told already.
    queue.on("error", () => {});
    try {
      await queue.waitUntilReady();
      this.#tell({ kind: "ready", id: this.#id, threads, memory });
      const reason = await this.#untilTheEnd();
      this.#tell({ kind: "end", reason });
    } finally {
      // What it is at is left to others: they are quicker than waiting for it.
      await this.#leave(queue);
    }
  }

  async #signOff(): Promise<void> {
    const { keys } = this.#options;
    await this.#redis.srem(keys.workers, this.#id);
    await this.#redis.unlink(keys.worker(this.#id));
  }

  async #leave(queue: QueueWorker): Promise<void> {
    this.#isLeaving = true;
    const { keys } = this.#options;
    const connected = this.#redis.status === "ready";
    if (connected) await within(3000, this.#signOff());
    await within(3000, queue.close(true));
    await this.#threads.close();
    if (!connected) return;
    await within(3000, deleteAll(this.#redis, keys.allOfHome(this.#id)));
    await within(3000, cleanUpAfterLost(this.#redis, keys));
  }

  /** Beats as long as there is something to do, or may be. */
  async #untilTheEnd(): Promise<string> {
    const idle = this.#options.idle * 1000;
    for (;;) {
      await pause(BEAT, this.#signal);
      if (this.#signal?.aborted === true) return "it was told to end";
      const now = performance.now();
      const away = Math.round((now - this.#lastContact) / 1000);
      // Between two beats nobody knows.
      if (away * 1000 > Math.max(idle, 5 * BEAT)) {
        throw explained(this.#options.redis, `it was not there for ${away} seconds`);
      }
      if (this.#busy === 0 && now - this.#lastWork > idle) {
        return `there was nothing to do for ${this.#options.idle} seconds`;
      }
      const beating = Promise.all([this.#sayThatItLives(), this.#letGo()]);
      // Redis may be away for a while.
      await Promise.race([beating.catch(() => {}), pause(BEAT, this.#signal)]);
    }
  }

  async #sayThatItLives(): Promise<void> {
    const { keys, threads, memory } = this.#options;
    const { runs, bytes } = this.#holdings;
    const news: WorkerNews = {
      ...{ id: this.#id, host: hostname(), pid: process.pid, version, core: coreHash() },
      ...{ threads, memory, bytes },
      shards: Object.fromEntries(runs.map((run) => [nameOf(run), this.#holdings.shardsOf(run)])),
      rowsPerSecond: this.#rows,
      beat: ++this.#beat,
    };
    await this.#redis
      .multi()
      .set(keys.worker(this.#id), JSON.stringify(news), "PX", LASTING)
      .sadd(keys.workers, this.#id)
      .exec();
    this.#lastContact = performance.now();
  }

  /** Lets go of runs that have ended, and of shards that others have now. */
  async #letGo(): Promise<void> {
    const { keys } = this.#options;
    this.#holdings.dropUnasked();
    for (const run of this.#holdings.runs) {
      const [record, driver] = await Promise.all([
        this.#redis.exists(keys.record(run)),
        this.#redis.exists(keys.driver(nameOf(run))),
      ]);
      const isUnused = driver === 0 && this.#holdings.unusedFor(run) > UNUSED;
      if (record === 1 && !isUnused) continue;
      this.#holdings.forget(run);
      for (const key of this.#questions.keys()) {
        if (key.startsWith(keys.question(run, 0).slice(0, -1))) this.#questions.delete(key);
      }
      this.#tell({ kind: "released", run: nameOf(run) });
    }
  }

  async #obey(data: unknown): Promise<void> {
    const job = checkJob(data);
    this.#busy++;
    const began = performance.now();
    try {
      const rows = await Promise.all(job.shards.map((shard) => this.#answer(job, shard)));
      const seconds = Math.max((performance.now() - began) / 1000, 1e-3);
      this.#rows = rows.reduce((sum, count) => sum + count, 0) / seconds;
      await this.#redis.publish(this.#options.keys.channel(job.run), String(job.question));
    } finally {
      this.#busy--;
      this.#lastWork = performance.now();
    }
  }

  /** Answers for a shard; for how many rows. */
  async #answer({ run, question: number }: Job, index: number): Promise<number> {
    const { keys } = this.#options;
    try {
      const question = await this.#question(run, number);
      // Others were quicker, or nobody wants it any more.
      if (question === undefined || (await this.#isAnswered(run, number, index))) return 0;
      await this.#know(run);
      const shard = await this.#shard(run, index, number);
      const bytes = await shard.answer(question);
      const answers = keys.answers(run, number);
      const taken = await this.#redis.takeAnswer(
        keys.question(run, number),
        answers,
        index,
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      );
      if (taken === 1) await this.#redis.expire(answers, KEEPING);
      if (taken === 0) await this.#compare(run, number, index, bytes);
      return shard.count;
    } catch (error) {
      if (this.#isLeaving) return 0;
      await this.#fault({ run, question: number, shards: [index] }, error as Error);
      return 0;
    }
  }

  /** A shard, for which runs that have ended make room. */
  async #shard(run: string, index: number, number: number): Promise<HeldShard> {
    const loaded = (rows: number) =>
      this.#tell({ kind: "shard", run: nameOf(run), shard: index, rows });
    try {
      return await this.#holdings.shard(run, index, number, loaded);
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error;
    }
    await this.#letGo();
    return await this.#holdings.shard(run, index, number, loaded);
  }

  async #isAnswered(run: string, number: number, index: number): Promise<boolean> {
    const { keys } = this.#options;
    return (await this.#redis.hexists(keys.answers(run, number), String(index))) === 1;
  }

  /** Two answers to one question are the same bytes, or one of them is wrong. */
  async #compare(run: string, number: number, index: number, bytes: Uint8Array): Promise<void> {
    const other = await this.#redis.hgetBuffer(
      this.#options.keys.answers(run, number),
      String(index),
    );
    if (other === null || other.equals(bytes)) return;
    throw new Differing(
      `two workers answered differently for shard ${index}, so one computes wrongly`,
    );
  }

  /** The bytes of a question, fetched once for all shards; undefined where nobody asks it any more. */
  #question(run: string, number: number): Promise<Buffer | undefined> {
    const { keys } = this.#options;
    const key = keys.question(run, number);
    const known = this.#questions.get(key);
    if (known !== undefined) return known;
    const fetched = this.#redis.getBuffer(key).then((bytes) => bytes ?? undefined);
    // One at a time is asked of a run, and few runs are under way.
    if (this.#questions.size >= 8) this.#questions.delete(this.#questions.keys().next().value!);
    this.#questions.set(key, fetched);
    fetched.then(
      (bytes) => bytes ?? this.#questions.delete(key),
      () => this.#questions.delete(key),
    );
    return fetched;
  }

  readonly #learning = new Map<string, Promise<void>>();

  #know(run: string): Promise<void> {
    if (this.#holdings.knows(run)) return Promise.resolve();
    const under = this.#learning.get(run);
    if (under !== undefined) return under;
    const learning = this.#learn(run).finally(() => this.#learning.delete(run));
    this.#learning.set(run, learning);
    return learning;
  }

  async #learn(run: string): Promise<void> {
    const { keys } = this.#options;
    const [plan, table] = await Promise.all([
      this.#redis.hgetBuffer(keys.record(run), "plan"),
      this.#redis.hget(keys.record(run), "table"),
    ]);
    if (plan === null || table === null) throw new Gone(`run ${nameOf(run)} is gone`);
    await this.#holdings.know(run, plan, table);
  }

  /** Tells whoever drives the run what could not be done here, and why. */
  async #fault({ run, question, shards: [shard] }: Job, error: Error): Promise<void> {
    const { keys } = this.#options;
    const { message } = error;
    this.#tell({ kind: "fault", run: nameOf(run), shard, message });
    // What Redis itself refuses, it would refuse here too: the job is tried again.
    if (refusalOf(error) !== undefined) throw error;
    const kinds = {
      room: error instanceof NoRoom,
      fatal: error instanceof Differing,
      gone: error instanceof Gone,
    };
    const text = JSON.stringify({ worker: this.#id, shard, question, message, ...kinds });
    const field = `${this.#id}:${shard}`;
    // Where its question still stands.
    const asked = keys.question(run, question);
    await this.#redis.takeFault(asked, keys.faults(run), field, text, KEEPING);
    await this.#redis.publish(keys.channel(run), "fault");
  }
}

/** That nothing is known of a run, which whoever drives it may write again. */
class Gone extends Error {}

/** That two answers to one question differ, of which one at least is wrong. */
class Differing extends Error {}

/** Milliseconds after which shards are let go of a run that nobody drives. */
const UNUSED = 60_000;

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
    if (signal?.aborted === true) done();
  });
}
