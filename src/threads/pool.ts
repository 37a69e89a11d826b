import { coreForOthers } from "../core/core.js";
import { type Line, type Way, ways } from "./delivery.js";
import type { FromWorker, ToWorker } from "./messages.js";

/** Milliseconds that a worker may take to get ready: tens, on a machine that is not busy. */
const START = 10_000;

/**
 * Milliseconds of silence after which a worker counts as dead of which nobody would hear it: pages tell
 * of errors, and what fails in a worker is posted, so that this is for what should never be. A block of
 * a full mixture of 300 columns takes some seconds, in which it hears nothing.
 */
const SILENCE = 30_000;

/** Milliseconds after which workers without work are ended. */
const IDLE = 10_000;

/** A worker that ended, or failed: what it held has to be held by others. */
export class WorkerLost extends Error {
  /** Whether the user wanted it to end. */
  readonly wanted: boolean;

  constructor(reason: string) {
    super(`a worker thread was lost: ${reason}`);
    this.wanted = reason === ENDED;
  }
}

/** Why workers are gone that users have ended. */
const ENDED = "closeThreads ended it";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A worker of the pool. */
export class PoolWorker {
  readonly #line: Line;
  readonly #waiting = new Map<number, Waiting>();
  #lost: WorkerLost | undefined;
  #heardSince = true;
  #beat: ReturnType<typeof setInterval> | undefined;
  #hasMixtures = false;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Why it is of no use any more. */
  get lost(): WorkerLost | undefined {
    return this.#lost;
  }

  /** Sends a message, and answers with what comes back under its number. */
  ask(
    message: Extract<ToWorker, { readonly call: string }>,
    transfer?: readonly ArrayBufferLike[],
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#lost !== undefined) {
        reject(this.#lost);
        return;
      }
      this.#waiting.set(message.id!, { resolve, reject });
      this.#watch();
      this.tell(message, transfer);
    });
  }

  /** Sends a message. */
  tell(message: ToWorker, transfer?: readonly ArrayBufferLike[]): void {
    if (this.#lost !== undefined) return;
    try {
      this.#line.post(message, transfer);
    } catch (error) {
      this.lose(String(error));
    }
  }

  /** Has it load the kernels of mixtures, unless it has. */
  useMixtures(module: () => WebAssembly.Module | undefined): void {
    if (this.#hasMixtures) return;
    this.#hasMixtures = true;
    const mixtures = module();
    if (mixtures !== undefined) this.tell({ mixtures });
  }

  hold(busy: boolean): void {
    if (this.#lost === undefined) this.#line.hold(busy);
  }

  heard(message: FromWorker): void {
    this.#heardSince = true;
    if (!("id" in message) || message.id === undefined) return;
    const { id } = message;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if ("error" in message) waiting?.reject(new WorkerLost(message.error));
    else waiting?.resolve(message.value);
    if (this.#waiting.size === 0) this.#unwatch();
  }

  /** Forgets what is waited for: nobody wants the answers. */
  forget(ids: Iterable<number>): void {
    for (const id of ids) this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#unwatch();
  }

  lose(reason: string): unknown {
    if (this.#lost !== undefined) return;
    this.#lost = new WorkerLost(reason);
    this.#unwatch();
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
    try {
      return this.#line.end();
    } catch {
      // It has ended already.
    }
  }

  /** Asks now and then whether it lives, where nobody would tell. */
  #watch(): void {
    if (this.#line.tells || this.#beat !== undefined) return;
    this.#heardSince = true;
    this.#beat = setInterval(() => {
      if (!this.#heardSince) {
        // Where this thread was held up, answers may wait behind this very call.
        setTimeout(() => {
          if (!this.#heardSince) this.lose("it does not answer");
        }, 0);
        return;
      }
      this.#heardSince = false;
      this.tell({ ping: true });
    }, SILENCE / 2);
  }

  #unwatch(): void {
    clearInterval(this.#beat);
    this.#beat = undefined;
  }
}

/** The way that workers came by last, which is tried first. */
let known: Way | undefined;
/** Ways of pages that were refused, and why: a policy stays what it is, and reports each try. */
const refused = new Map<string, string>();
const workers: PoolWorker[] = [];
/** Those that are not ready yet. */
const starting = new Set<Promise<void>>();
/** How many times all were ended. */
let closed = 0;
let users = 0;
let idle: ReturnType<typeof setTimeout> | undefined;

/** How often workers are started for a task. */
const ROUNDS = 3;

/** Why a worker is given up that says nothing at all. */
const SILENT = "no answer";

/** Starts a worker by this way; rejected where it is refused. */
function startBy(way: Way): Promise<PoolWorker> {
  return new Promise((resolve, reject) => {
    let worker: PoolWorker | undefined;
    const end = (reason: string) => {
      clearTimeout(timer);
      worker?.lose(reason);
      reject(new Error(`${way.name}: ${reason}`));
    };
    const timer = setTimeout(() => end(SILENT), START);
    try {
      const line = way.start({
        heard: (message) => {
          if ("ready" in message) {
            clearTimeout(timer);
            resolve(worker!);
          } else if ("error" in message && message.id === undefined) {
            end(message.error);
          } else worker!.heard(message);
        },
        lost: end,
      });
      worker = new PoolWorker(line);
      worker.tell({ core: coreForOthers() });
    } catch (error) {
      end(String(error));
    }
  });
}

/** Starts a worker by the first way that is not refused. */
async function start(workerUrl: string | URL | undefined): Promise<PoolWorker> {
  const all = await ways(workerUrl);
  const first = all.find(({ name }) => name === known?.name);
  const refusals: string[] = [];
  for (const way of first === undefined ? all : [first, ...all.filter((way) => way !== first)]) {
    const before = refused.get(way.name);
    try {
      if (before !== undefined) throw new Error(before);
      const worker = await startBy(way);
      known = way;
      return worker;
    } catch (error) {
      const { message } = error as Error;
      refusals.push(message);
      if (way.lasting && !message.endsWith(SILENT)) refused.set(way.name, message);
    }
  }
  throw new Error(refusals.length === 0 ? "there are none here" : refusals.join("; "));
}

/** Starts as many as are missing; those that others start count. What went wrong, if anything did. */
async function gather(
  count: number,
  workerUrl: string | URL | undefined,
): Promise<Error | undefined> {
  const before = closed;
  let failure: Error | undefined;
  const add = async () => {
    try {
      const worker = await start(workerUrl);
      if (closed === before) workers.push(worker);
      else worker.lose(ENDED);
    } catch (error) {
      failure = error as Error;
    }
  };
  // Some may end while others start: not for ever.
  for (let round = 0; ; round++) {
    sweep();
    if (closed !== before) return new Error(ENDED);
    if (failure !== undefined || workers.length >= count || round === ROUNDS) return failure;
    // The first alone where nobody knows yet what is refused here.
    const most = known === undefined ? 1 : count;
    while (workers.length + starting.size < most) {
      const one: Promise<void> = add().finally(() => starting.delete(one));
      starting.add(one);
    }
    await Promise.all(starting);
  }
}

/**
 * So many workers, which keep the process alive until {@link dismiss}: those that are there, and new
 * ones; fewer where not all can be started.
 *
 * @throws Error that says why there is none
 */
export async function hire(
  count: number,
  workerUrl: string | URL | undefined,
): Promise<readonly PoolWorker[]> {
  users++;
  clearTimeout(idle);
  try {
    const failure = await gather(count, workerUrl);
    const hired = workers.slice(0, count);
    if (hired.length === 0) throw failure ?? new Error("all of them ended at once");
    for (const worker of hired) worker.hold(true);
    return hired;
  } catch (error) {
    dismiss();
    throw error;
  }
}

/** Says that those hired are done. */
export function dismiss(): void {
  users--;
  if (users > 0) return;
  sweep();
  for (const worker of workers) worker.hold(false);
  idle = setTimeout(() => void close(), IDLE);
  (idle as { unref?(): void }).unref?.();
}

/** Ends all workers, those that are starting too. */
export async function close(): Promise<void> {
  clearTimeout(idle);
  closed++;
  refused.clear();
  await Promise.all(workers.splice(0).map((worker) => worker.lose(ENDED)));
}

/** Leaves out those that are lost. */
function sweep(): void {
  for (let i = workers.length - 1; i >= 0; i--) {
    if (workers[i].lost !== undefined) workers.splice(i, 1);
  }
}
