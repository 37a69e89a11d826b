import { momentOf, type Moment } from "./moment.js";
import { fit, fitAsync, type Model, type Problem } from "./problem.js";

export type Ending = "converged" | "stopped" | "cancelled";

/** As many as the library's own default. */
const MOST_ITERATIONS = 300;
/** Milliseconds of work between two turns of the event loop. */
const SLICE = 8;
/** Points × clusters up to which an iteration is so short that it need not be cut. */
const SHORT = 100_000;

/**
 * A fit whose parameters are kept after every iteration. Going on from any of them gives the rest of
 * the fit to the bit, so each iteration is a fit of one.
 */
export class Run {
  readonly moments: Moment[] = [];
  ending: Ending | undefined;
  #fitted: Model | undefined;
  #controller: AbortController | undefined;

  constructor(readonly problem: Problem) {}

  get iterations(): number {
    return this.moments.length - 1;
  }

  /** The last half-step: the E-step under the last parameters. */
  get lastFrame(): number {
    return 2 * this.iterations + 1;
  }

  /** Whether there is nothing left to do: what was cancelled can go on. */
  get done(): boolean {
    return this.ending === "converged" || this.ending === "stopped";
  }

  get running(): boolean {
    return this.#controller !== undefined;
  }

  /** Goes on to the end, or until it is cancelled; hears of each slice of work. */
  async go(heard: () => void): Promise<void> {
    if (this.running || this.done) return;
    this.ending = undefined;
    const controller = new AbortController();
    this.#controller = controller;
    let turn = performance.now();
    try {
      for (;;) {
        const next = this.#next(controller.signal);
        const fitted = next instanceof Promise ? await next : next;
        controller.signal.throwIfAborted();
        if (this.#take(fitted)) break;
        if (performance.now() - turn < SLICE) continue;
        heard();
        await nextTurn();
        turn = performance.now();
      }
    } catch (error) {
      if (!controller.signal.aborted) throw error;
      this.ending = "cancelled";
    } finally {
      this.#controller = undefined;
      heard();
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }

  #next(signal: AbortSignal): Model | Promise<Model> {
    const { problem } = this;
    const stretch =
      this.#fitted === undefined ? { maxIterations: 0 } : { maxIterations: 1, start: this.#fitted };
    return problem.points.count * problem.options.k <= SHORT
      ? fit(problem, stretch)
      : fitAsync(problem, { ...stretch, signal, threads: "auto" });
  }

  /** @returns whether it was the last */
  #take(fitted: Model): boolean {
    this.#fitted = fitted;
    this.moments.push(momentOf(this.problem.kind, fitted));
    if (this.iterations > 0 && fitted.converged) this.ending = "converged";
    else if (this.iterations >= MOST_ITERATIONS) this.ending = "stopped";
    return this.done;
  }
}

/** Lets events and frames go on. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
