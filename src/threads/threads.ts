import { rangeError, show, typeError } from "../check.js";
import type { Rows } from "../core/rows.js";
import { Arriving } from "../data/arriving.js";
import type { Talk } from "../data/pending.js";
import { inSlices, type Pace, type Task, VALUE_COST } from "../data/sweep.js";
import type { Crew } from "../data/crew.js";
import { type Lazy, loadThreads, type WorkerLost } from "./lazy.js";

/** A URL, for projects compiled without the types of one. */
export interface UrlLike {
  /** The whole address, as text. */
  readonly href: string;
}

/** How many threads a task may have, and where their code is. */
export interface ThreadOptions {
  /**
   * How many workers share the rows, beside the calling thread, which puts their answers together:
   * 1 to 256, of which more than there are cores are of no use; or `"auto"` for as many as the
   * machine has cores and the task is worth: one for each 100 ms that one thread would take.
   * Default: none, it works in its own thread, in slices of time. The answer is the same, to the bit.
   * Where there can be no workers, it works without, and a model says so: diagnostics of the code
   * `no-threads`.
   */
  readonly threads?: number | "auto" | undefined;
  /**
   * Where a page finds a copy of `mixtura/worker.js`: for pages whose policy allows workers from
   * files alone and whose bundler does not bring it along. Elsewhere it is not looked at.
   */
  readonly workerUrl?: string | UrlLike | undefined;
}

/** The most threads one may ask for. */
const MOST = 256;

/** Multiplications in a millisecond, of kernels, by and large. */
const A_MILLISECOND = 4e6;

/** Milliseconds of work for which a thread more is worth it. */
const WORTH = 100;

/** Threads that are asked for, checked. */
export interface WantedThreads {
  readonly threads: number | "auto";
  readonly workerUrl: string | URL | undefined;
}

export function checkThreads(
  options: Readonly<Record<string, unknown>>,
): WantedThreads | undefined {
  const { threads, workerUrl } = options;
  if (workerUrl !== undefined && typeof workerUrl !== "string" && !(workerUrl instanceof URL)) {
    throw typeError("workerUrl", "a string or a URL", show(workerUrl));
  }
  if (threads === undefined) return undefined;
  if (threads !== "auto" && !isCount(threads)) {
    const refuse = typeof threads === "number" ? rangeError : typeError;
    throw refuse("threads", `"auto" or an integer in 1..${MOST}`, show(threads));
  }
  return { threads, workerUrl };
}

function isCount(threads: unknown): threads is number {
  return Number.isInteger(threads) && (threads as number) >= 1 && (threads as number) <= MOST;
}

/**
 * The workers of a task: started for it or by one before, and dismissed in the end. Why there are
 * none is told afterwards.
 */
export class Team {
  readonly #wanted: WantedThreads;
  #loaded: Lazy | undefined;
  #mustered = 0;
  /** Why there are none. */
  #refusal: string | undefined;

  constructor(wanted: WantedThreads) {
    this.#wanted = wanted;
  }

  /** Slices of time, in which others are asked about rows that they hold. */
  get pace(): Pace {
    return slicesWith({
      muster: (rows: Rows, task: Task) => this.#muster(rows, task),
      refusal: () => this.#refusal,
    });
  }

  /** Whether this is what comes of a worker that was lost. */
  hasLost(error: unknown): error is WorkerLost {
    return this.#loaded !== undefined && error instanceof this.#loaded.WorkerLost;
  }

  dismiss(): void {
    for (; this.#mustered > 0; this.#mustered--) this.#loaded!.dismiss();
  }

  *#muster(rows: Rows, task: Task): Talk<Crew | undefined> {
    const handingOver = rows.dimensions * VALUE_COST;
    const count = threadsFor(this.#wanted.threads, rows.count * (task.rowCost - handingOver));
    if (count === 0) return undefined;
    try {
      const { workerUrl } = this.#wanted;
      this.#loaded ??= (yield new Arriving(loadThreads())) as Lazy;
      const crew = yield* this.#loaded.muster(rows, count, task, workerUrl);
      this.#mustered++;
      return crew;
    } catch (error) {
      // Lost while rows were handed over: tried again, as later.
      if (this.hasLost(error)) throw error;
      this.#refusal = (error as Error).message;
      return undefined;
    }
  }
}

/** Slices of time in this thread, for a task that was to have others. */
export function slicesWithout(refusal: string): Pace {
  return slicesWith({ refusal: () => refusal });
}

function slicesWith(others: Pick<Pace, "muster" | "refusal">): Pace {
  const pace: Pace = (count, sweep) => inSlices(count, sweep);
  return Object.assign(pace, others);
}

/** @param cost of the task, in multiplications, beyond that of handing rows over */
function threadsFor(wanted: number | "auto", cost: number): number {
  if (wanted !== "auto") return wanted;
  const worth = Math.floor(cost / A_MILLISECOND / WORTH);
  const count = Math.min(worth, coresHere());
  // One alone frees the thread, and is no faster: of use to a page.
  return count > 1 || "document" in globalThis ? Math.max(count, 0) : 0;
}

function coresHere(): number {
  const { navigator, process } = globalThis as {
    readonly navigator?: { readonly hardwareConcurrency?: number };
    readonly process?: { getBuiltinModule?(name: string): unknown };
  };
  const os = process?.getBuiltinModule?.("node:os") as
    { availableParallelism(): number } | undefined;
  return os?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 2;
}
