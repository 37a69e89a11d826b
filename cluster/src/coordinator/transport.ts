import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { coreHash, Shard, type ShardTransport } from "mixtura/shards";
import { version } from "../../package.json";
import { type Keys, nameOf } from "../keys.js";
import { cleanUpAfterLost, deleteAll } from "../presence.js";
import { explained, inWords, within } from "../redis.js";
import { type Table, writeTable } from "../table.js";
import { faultFrom, Faults } from "./faults.js";
import { Homes } from "./homes.js";
import { placed, type Places } from "./placing.js";
import type { RunState, WorkerProgress } from "./progress.js";

/** What a run is driven by. */
export interface RunOptions {
  readonly redisUrl: string;
  readonly keys: Keys;
  readonly run: string;
  readonly table: Table;
  readonly resume: boolean;
  /** Of the options of the model: a run is resumed with those that it was begun with. */
  readonly optionsHash: string;
  /** How many workers have to be there before it begins. */
  readonly workers: number;
  /** Milliseconds to wait for workers, and for Redis where it goes away. */
  readonly patience: number;
  readonly signal: AbortSignal | undefined;
}

/** Milliseconds between two looks where nobody says that there are answers. */
const LOOK = 250;

/** Milliseconds between two looks at who lives, and after which jobs are put into queues again. */
const LOOK_AT_WORKERS = 1000;
const AGAIN = 3000;

/** A shard is asked of somebody else too where it takes so many times as long as most. */
const SLOW = 4;

/** Milliseconds that it takes at least before that is done. */
const SLOW_AT_LEAST = 3000;

/** Milliseconds between two looks at whether Redis is there, and the run one's own. */
const WATCH = 1000;

/** Milliseconds after which a shard is asked of another too where nobody knows how long they take. */
const UNKNOWN = 60_000;

/** Milliseconds for going in order. */
const LEAVING = 3000;

/** Milliseconds for which a driver owns its run without saying so again. */
const OWNED = 10_000;

/** Bytes of answers that are kept, so that a run that is resumed need not ask again. */
const KEPT = 2 ** 26;

/** Seconds for which a run that ended on the way can be resumed. */
const RESUMABLE = 7 * 24 * 3600;

/** Refreshes the ownership of a run, where it is one's own. */
const REFRESH = `
if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("pexpire", KEYS[1], ARGV[2]) end
return 0`;

interface WithRefresh extends Redis {
  refreshDriver(key: string, token: string, milliseconds: number): Promise<number>;
}

/** Carries questions to workers by Redis, and answers back, whoever is lost on the way. */
export class RedisTransport implements ShardTransport {
  /** Questions that were asked. */
  questions = 0;
  /** Shards whose answers are waited for. */
  waiting = 0;
  readonly #redis: WithRefresh;
  readonly #listener: Redis;
  readonly #options: RunOptions;
  readonly #homes: Homes;
  readonly #token = randomUUID();
  #places: Places = [];
  /** Rows of each shard. */
  #rows: number[] = [];
  #wake = () => {};
  /** Whether there was word since it was last looked for. */
  #isWoken = false;
  #keptBytes = 0;
  #keeps = true;
  readonly #faults = new Faults();
  /** By which name workers know the run. */
  #inner = "";
  #record: Record<string, string | Buffer> | undefined;
  #place: RunState = "reading";
  #abort = () => {};
  #watching: ReturnType<typeof setInterval> | undefined;
  /** Why the run is over, where it is. */
  #ended: { readonly reason: unknown } | undefined;
  readonly #rejects = new Set<(reason: unknown) => void>();
  #lastContact = performance.now();
  #lastWatch = performance.now();
  #lastLook = -Infinity;
  #owns = false;
  /** Since when there has been no worker. */
  #deserted: number | undefined;
  #others: string | undefined;
  /** Milliseconds that shards took lately. */
  #typical = 0;

  constructor(redis: Redis, listener: Redis, options: RunOptions) {
    redis.defineCommand("refreshDriver", { numberOfKeys: 1, lua: REFRESH });
    this.#redis = redis as WithRefresh;
    this.#listener = listener;
    this.#options = options;
    this.#homes = new Homes(redis, options.keys, (news) => {
      const same = news.version === version && news.core === coreHash();
      if (!same) {
        this.#others =
          `worker ${news.id} has mixtura ${news.version} with the core ${news.core}, ` +
          `here are ${version} and ${coreHash()}`;
      }
      return same;
    });
  }

  /** Who holds what. */
  get workers(): WorkerProgress[] {
    return this.#homes.alive.map(({ id, host, rowsPerSecond }) => {
      const shards = this.#places.flatMap((place, shard) => (place === id ? [shard] : []));
      const rows = shards.reduce((sum, shard) => sum + this.#rows[shard], 0);
      return { id, host, shards, rows, rowsPerSecond };
    });
  }

  get state(): RunState {
    if (performance.now() - this.#lastContact > 3 * WATCH) return "waiting for Redis";
    const isDeserted = this.#place === "fitting" && this.#homes.alive.length === 0;
    return isDeserted ? "waiting for workers" : this.#place;
  }

  /** Rows of all shards. */
  get rows(): number {
    return this.#rows.reduce((sum, rows) => sum + rows, 0);
  }

  get lost(): number {
    return this.#homes.lost;
  }

  get shards(): number {
    return this.#places.length;
  }

  /** Takes the run, which is new or was left by another driver. */
  async begin(): Promise<void> {
    const { keys, run, resume, table, signal } = this.#options;
    this.#watching = setInterval(() => this.#watch(), WATCH);
    this.#abort = () => this.#end(signal?.reason);
    signal?.addEventListener("abort", this.#abort);
    if (signal?.aborted === true) this.#abort();
    const owned = await this.#of((redis) =>
      redis.set(keys.driver(run), this.#token, "PX", OWNED, "NX"),
    );
    if (owned === null) {
      throw new Error(
        `run ${run} is driven by another process; it can be resumed once that has ended`,
      );
    }
    this.#owns = true;
    const before = await this.#of((redis) => redis.get(keys.inner(run)));
    const known = before !== null && nameOf(before) === run ? before : undefined;
    const there =
      known === undefined ? 0 : await this.#of((redis) => redis.exists(keys.record(known)));
    if (resume && there === 0) throw new Error(`run ${run}: there is none that could be resumed`);
    if (!resume && there === 1) {
      throw new Error(`run ${run}: there is one of that name; resume it, or take another name`);
    }
    this.#inner = resume ? known! : `${run}-${randomBytes(4).toString("hex")}`;
    if (resume) {
      const text = await this.#of((redis) => redis.hget(keys.record(this.#inner), "table"));
      if (text !== null && text !== writeTable(table)) {
        throw new Error(`run ${run}: it was begun with another table, or other columns of it`);
      }
    }
    await this.#of((redis) => redis.set(keys.inner(run), this.#inner, "EX", RESUMABLE));
    await this.#of((redis) => redis.sadd(keys.runs, run));
    await this.#guarded(this.#listener.subscribe(keys.channel(this.#inner)));
    this.#listener.on("message", () => {
      this.#isWoken = true;
      this.#wake();
    });
  }

  async open(plan: Uint8Array, shards: number): Promise<void> {
    const { keys, run, resume, table, optionsHash } = this.#options;
    const record = keys.record(this.#inner);
    const [before, options] = await this.#of((redis) =>
      Promise.all([redis.hgetBuffer(record, "plan"), redis.hget(record, "options")]),
    );
    const isOther = before !== null && (!before.equals(plan) || options !== optionsHash);
    if (resume && isOther) {
      throw new Error(
        `run ${run}: rows or options are not those that it was begun with, so it cannot be resumed`,
      );
    }
    this.#record = { plan: bufferOf(plan), table: writeTable(table), options: optionsHash };
    await this.#writeRecord();
    this.#places = new Array<undefined>(shards).fill(undefined);
    this.#rows = Shard.sizes(plan).map(({ rows }) => rows);
    await this.#waitForWorkers();
    this.#place = "fitting";
  }

  /** Writes what workers have to know of the run: also what Redis lost. */
  async #writeRecord(): Promise<void> {
    const { keys, run } = this.#options;
    const record = keys.record(this.#inner);
    await this.#of((redis) =>
      redis
        .multi()
        .hset(record, { ...this.#record, version, core: coreHash() })
        .expire(record, RESUMABLE)
        .set(keys.inner(run), this.#inner, "EX", RESUMABLE)
        .sadd(keys.runs, run)
        .exec(),
    );
  }

  async ask(question: Uint8Array): Promise<readonly Uint8Array[]> {
    const { keys, run } = this.#options;
    const number = this.questions++;
    const answers = keys.answers(this.#inner, number);
    const asked = keys.asked(this.#inner);
    const hash = hashOf(question);
    const before = await this.#of((redis) => redis.hget(asked, String(number)));
    if (before !== null && before !== hash) {
      throw new Error(
        `run ${run}: options are not those that it was begun with (question ${number} is another), ` +
          "so it cannot be resumed",
      );
    }
    if (before === null) {
      await this.#of((redis) =>
        redis.multi().hset(asked, String(number), hash).expire(asked, RESUMABLE).exec(),
      );
    }
    const known = await this.#read(answers);
    const found = this.#isComplete(known) ? known : await this.#asked(number, question, known);
    await this.#keep(number, found);
    return found as Uint8Array[];
  }

  /** Ends the run, and leaves nothing of it behind; what cannot be deleted now runs out by itself. */
  async end(): Promise<void> {
    const { keys, run } = this.#options;
    const owner = await this.#of((redis) => redis.get(keys.driver(run)));
    if (owner !== null && owner !== this.#token) return;
    await this.#forget();
    await this.#of((redis) => cleanUpAfterLost(redis, keys));
    await this.#guarded(this.#homes.cleanUp());
  }

  async #forget(): Promise<void> {
    const { keys, run } = this.#options;
    await this.#of((redis) => redis.srem(keys.runs, run));
    if (this.#inner !== "") await this.#of((redis) => deleteAll(redis, keys.allOf(this.#inner)));
    await this.#of((redis) => redis.unlink(keys.inner(run), keys.status(run)));
  }

  /** Goes, and leaves the run for whoever resumes it, if it has begun. */
  async leave(): Promise<void> {
    clearInterval(this.#watching);
    const { keys, run, signal } = this.#options;
    signal?.removeEventListener("abort", this.#abort);
    if (this.#redis.status !== "ready") return;
    await within(LEAVING, this.#left(keys.driver(run)));
    await within(LEAVING, this.#homes.close());
  }

  async #left(driver: string): Promise<void> {
    const { keys, run, resume } = this.#options;
    if (!this.#owns || (await this.#redis.get(driver)) !== this.#token) return;
    if (this.#record === undefined && this.#inner !== "" && !resume) {
      // It never began, so it cannot be resumed.
      await this.#redis.srem(keys.runs, run);
      await this.#redis.unlink(keys.inner(run), keys.status(run));
    }
    await this.#redis.unlink(driver);
  }

  async #refresh(): Promise<void> {
    const { keys, run } = this.#options;
    if (!this.#owns || this.#redis.status !== "ready") return;
    const kept = await this.#redis.refreshDriver(keys.driver(run), this.#token, OWNED);
    this.#contact();
    if (kept === 1) return;
    // It ran out while Redis or this process stood still: taken again, unless somebody else has.
    const again = await this.#redis.set(keys.driver(run), this.#token, "PX", OWNED, "NX");
    if (again === null) this.#end(new Error(`run ${run} is driven by another process now`));
  }

  async #waitForWorkers(): Promise<void> {
    const { workers, patience, redisUrl, keys } = this.#options;
    this.#place = "waiting for workers";
    const prefix = keys.prefix === "mixtura" ? "" : ` --prefix ${keys.prefix}`;
    const until = performance.now() + patience;
    for (;;) {
      await this.#look();
      if (this.#homes.alive.length >= workers) return;
      this.#throwIfEnded();
      if (performance.now() > until) {
        const there = this.#homes.alive.length;
        const missing =
          there === 0 ? "there is no worker" : `there are ${there} of ${workers} workers`;
        const why =
          this.#others === undefined
            ? `start some with: mixtura worker --redis URL${prefix}`
            : this.#others;
        throw explained(redisUrl, `${missing} (${why})`);
      }
      await this.#pause(LOOK);
    }
  }

  /** Asks those who hold the shards until all have answered. */
  async #asked(
    number: number,
    question: Uint8Array,
    known: readonly (Uint8Array | undefined)[],
  ): Promise<readonly (Uint8Array | undefined)[]> {
    const { keys } = this.#options;
    await this.#putQuestion(number, question);
    // Iterations may be too short for a look on the way.
    if (performance.now() - this.#lastLook > LOOK_AT_WORKERS) await this.#look();
    this.#deal();
    const began = performance.now();
    // Into whose queue a job was put for each shard.
    const put = known.map((): string | undefined => undefined);
    const done = known.map((bytes) => bytes !== undefined);
    const times: number[] = [];
    let putAgain = began;
    this.waiting = done.filter((is) => !is).length;
    await this.#put(number, done, put);
    for (;;) {
      await this.#pause(LOOK);
      this.#throwIfEnded();
      const now = performance.now();
      const answered = await this.#answered(number);
      done.forEach((was, shard) => {
        // One that was there may be gone: what Redis had not written yet when it was lost.
        done[shard] = answered.has(shard);
        if (!was && done[shard]) times.push(now - began);
      });
      this.waiting = done.filter((is) => !is).length;
      if (this.waiting === 0) {
        const found = await this.#read(keys.answers(this.#inner, number));
        if (this.#isComplete(found)) {
          this.#typical = times.length === 0 ? this.#typical : (median(times) + this.#typical) / 2;
          await this.#of((redis) => redis.unlink(keys.question(this.#inner, number)));
          return found;
        }
        this.waiting = found.filter((bytes) => bytes === undefined).length;
      }
      const isForgotten = await this.#lookAtFaults(number, now - began);
      if (isForgotten) {
        await this.#writeRecord();
        put.fill(undefined);
        await this.#put(number, done, put);
      }
      if (now - this.#lastLook < LOOK_AT_WORKERS) continue;
      const lost = this.#homes.lost;
      await this.#look();
      this.#throwIfDeserted(now);
      const isLost = this.#places.some((id) => id === undefined || !this.#homes.isAlive(id));
      if (isLost || this.#homes.lost > lost) this.#deal();
      if (now - putAgain > AGAIN) {
        // The record, the question and jobs may have been lost with what Redis had not written yet;
        // and workers that cannot write are silent.
        putAgain = now;
        await this.#writeRecord();
        await this.#putQuestion(number, question);
        put.fill(undefined);
        this.#stealFromSlow(done, now - began);
      }
      await this.#put(number, done, put);
    }
  }

  /** All workers may be gone for a while, and no longer. */
  #throwIfDeserted(now: number): void {
    const { patience, redisUrl } = this.#options;
    if (this.#homes.alive.length > 0 || this.#redis.status !== "ready") this.#deserted = undefined;
    else this.#deserted ??= now;
    if (this.#deserted === undefined || now - this.#deserted < patience) return;
    const seconds = Math.round(patience / 1000);
    throw explained(redisUrl, `all workers were lost, and none came for ${seconds} seconds`);
  }

  async #putQuestion(number: number, question: Uint8Array): Promise<void> {
    const key = this.#options.keys.question(this.#inner, number);
    await this.#of((redis) => redis.set(key, bufferOf(question), "EX", RESUMABLE));
  }

  /** Puts jobs for what is missing, one for each home, unless they have been. */
  async #put(number: number, done: readonly boolean[], put: (string | undefined)[]): Promise<void> {
    const run = this.#inner;
    const jobs = new Map<string, number[]>();
    this.#places.forEach((id, shard) => {
      if (done[shard] || id === undefined || put[shard] === id) return;
      put[shard] = id;
      jobs.set(id, [...(jobs.get(id) ?? []), shard]);
    });
    await this.#guarded(
      Promise.all(
        [...jobs].map(([id, shards]) => {
          // A job that is there already is not put twice.
          const jobId = `${run}-${number}-${hashOf(shards.join()).slice(0, 16)}`;
          return this.#homes.put(id, { run, question: number, shards }, jobId);
        }),
      ),
    );
  }

  /** Where one takes far longer than most, another is asked as well. */
  #stealFromSlow(done: readonly boolean[], elapsed: number): void {
    // At first shards are loaded, and nobody knows how long that takes.
    const usual = this.#typical === 0 ? UNKNOWN : SLOW * this.#typical;
    if (elapsed < Math.max(SLOW_AT_LEAST, usual)) return;
    const busy = new Set(this.#places.filter((_, shard) => !done[shard]));
    const idle = this.#homes.alive.filter(({ id }) => !busy.has(id));
    if (idle.length === 0) return;
    let next = 0;
    this.#places.forEach((_, shard) => {
      const able = idle.filter(({ id }) => !this.#faults.refuses(id, shard));
      if (!done[shard] && able.length > 0) this.#places[shard] = able[next++ % able.length].id;
    });
  }

  #deal(): void {
    const refused = (id: string, shard: number) => this.#faults.refuses(id, shard);
    this.#places = placed(this.#places, this.#homes.alive, refused);
  }

  async #look(): Promise<void> {
    await this.#guarded(this.#homes.look());
    this.#lastLook = performance.now();
  }

  /**
   * Looks whether workers say that they cannot do something; whoever else is there is asked then.
   *
   * @returns whether they know nothing of the run, which Redis has lost
   */
  async #lookAtFaults(number: number, elapsed: number): Promise<boolean> {
    const { keys, patience } = this.#options;
    const key = keys.faults(this.#inner);
    const texts = await this.#of((redis) => redis.hvals(key));
    const faults = texts.flatMap((text) => faultFrom(text) ?? []);
    if (faults.some((fault) => fault.gone && fault.question === number)) {
      await this.#of((redis) => redis.unlink(key));
      return true;
    }
    const fatal = faults.find((fault) => fault.fatal && fault.question === number);
    if (fatal !== undefined) throw new Error(`${fatal.worker}: ${fatal.message}`);
    if (this.#faults.take(faults, number)) this.#deal();
    if (this.#homes.alive.length === 0) return false;
    const nobody = this.#places.findIndex((id) => id === undefined);
    if (nobody < 0) return false;
    // Room may come as other runs end.
    if (this.#faults.isOfRoom(nobody) && elapsed < patience) return false;
    const reasons = this.#faults.reasons(nobody);
    throw new Error(`no worker can answer for shard ${nobody} (${reasons})`);
  }

  /** Which shards have answered. */
  async #answered(number: number): Promise<ReadonlySet<number>> {
    const key = this.#options.keys.answers(this.#inner, number);
    if ((await this.#of((redis) => redis.hlen(key))) === 0) return new Set();
    return new Set((await this.#of((redis) => redis.hkeys(key))).map(Number));
  }

  /** What there is of answers, by shard. */
  async #read(answers: string): Promise<(Uint8Array | undefined)[]> {
    const found = await this.#of((redis) => redis.hgetallBuffer(answers));
    return this.#places.map((_, shard) => found[String(shard)] as Buffer | undefined);
  }

  #isComplete(answers: readonly (Uint8Array | undefined)[]): boolean {
    return answers.length > 0 && answers.every((bytes) => bytes !== undefined);
  }

  /** Keeps answers for whoever resumes this run, as long as they are few bytes. */
  async #keep(number: number, answers: readonly (Uint8Array | undefined)[]): Promise<void> {
    const { keys } = this.#options;
    this.#keptBytes += answers.reduce((sum, bytes) => sum + (bytes?.length ?? 0), 0);
    // The first ones only: what comes after is asked again, of all.
    this.#keeps &&= this.#keptBytes <= KEPT;
    if (this.#keeps) return;
    await this.#of((redis) => redis.unlink(keys.answers(this.#inner, number)));
  }

  /** Asks Redis something, for as long as the run lasts and there is patience. */
  #of<Value>(ask: (redis: Redis) => Promise<Value>): Promise<Value> {
    return this.#guarded(ask(this.#redis));
  }

  /** Fails with what Redis refuses, in words; and where it stays away. */
  async #guarded<Value>(asked: Promise<Value>): Promise<Value> {
    const { redisUrl } = this.#options;
    let reject!: (reason: unknown) => void;
    const ended = new Promise<never>((_, no) => (reject = no));
    this.#rejects.add(reject);
    try {
      this.#throwIfEnded();
      const value = await Promise.race([asked, ended]);
      this.#contact();
      const failed = Array.isArray(value)
        ? (value as unknown[]).find((one) => Array.isArray(one) && one[0] instanceof Error)
        : undefined;
      if (failed !== undefined) throw (failed as [Error])[0];
      return value;
    } catch (error) {
      asked.catch(() => {});
      throw inWords(redisUrl, error);
    } finally {
      this.#rejects.delete(reject);
    }
  }

  /** Looks after the run as long as it lasts: whether Redis is there, and whether somebody ended it. */
  #watch(): void {
    const { redisUrl, patience } = this.#options;
    const now = performance.now();
    // This process stood still itself, as where a machine sleeps: that says nothing of Redis.
    if (now - this.#lastWatch > 3 * WATCH) this.#contact();
    this.#lastWatch = now;
    void this.#refresh().catch(() => {});
    // Until it answers: a connection may stand, and nobody be there.
    if (now - this.#lastContact <= patience) return;
    const seconds = Math.round(patience / 1000);
    this.#end(explained(redisUrl, `it was not there for ${seconds} seconds`));
  }

  /** Redis has answered. */
  #contact(): void {
    const now = performance.now();
    // Nobody could say that they live while it was away.
    if (now - this.#lastContact > 2 * WATCH) this.#homes.forgive();
    this.#lastContact = now;
  }

  #end(reason: unknown): void {
    this.#ended ??= { reason };
    for (const reject of this.#rejects) reject(reason);
    this.#wake();
  }

  #throwIfEnded(): void {
    if (this.#ended !== undefined) throw this.#ended.reason;
  }

  /** Waits for word, and no longer than so many milliseconds. */
  async #pause(milliseconds: number): Promise<void> {
    if (!this.#isWoken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#isWoken = false;
  }
}

function hashOf(what: string | Uint8Array): string {
  return createHash("sha256").update(what).digest("hex");
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
