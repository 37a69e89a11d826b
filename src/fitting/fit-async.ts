import { show, typeError } from "../check.js";
import type { Running, Talk } from "../data/pending.js";
import { inSlices, type Pace } from "../data/sweep.js";
import {
  checkThreads,
  slicesWithout,
  Team,
  type ThreadOptions,
  type WantedThreads,
} from "../threads/threads.js";
import type { Iteration } from "../em.js";
import type { Fit } from "./fit.js";
import { watched } from "./steps.js";
import type { Diagnostic, SignalLike } from "../types.js";
import { withoutThreads } from "./diagnostics.js";
import { inSlicesOfTime, throwIfAborted } from "../data/time-slices.js";

/** How far a fit is. */
export interface FitProgress {
  /** How many iterations this restart has made. */
  readonly iteration: number;
  /** The most iterations a restart may make. */
  readonly maxIterations: number;
  /** Which restart this is, from 0. */
  readonly restart: number;
  /** How many restarts there are. */
  readonly restarts: number;
  /** The inertia, free energy or log-likelihood after this iteration; in the end the model's own. */
  readonly objective: number;
  /**
   * How much is done of what the fit may take at most, all of `maxIterations` in each of
   * `restarts`, 0 to 1. Most fits end long before, and then it is 1.
   */
  readonly fraction: number;
  /** Milliseconds since the fit was asked for. */
  readonly elapsed: number;
}

/** How an answer is worked out that takes its time. */
export interface AnswerOptions extends ThreadOptions {
  /** Ends the work: its promise is rejected with the signal's reason, and nothing of it is kept. */
  readonly signal?: SignalLike | undefined;
}

/** What a fit that takes its time has beside the options of its model. */
export interface AsyncOptions extends ThreadOptions {
  /** Ends the fit: its promise is rejected with the signal's reason, and nothing of it is kept. */
  readonly signal?: SignalLike | undefined;
  /**
   * Told how far the fit is: at most every 50 ms, and at its end. What it throws ends the fit; a
   * promise it returns is not waited for.
   */
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
}

/** How a model runs a fit. */
export interface Fitting<F, Step, State> {
  readonly prepare: (points: unknown, options: unknown, pace: Pace) => Talk<F>;
  readonly iterations: (fit: F) => Running<Step, State>;
  /** The objective after an iteration, in the user's units. */
  readonly objectiveOf: (fit: F, step: Step) => number;
  /** The objective of what was fitted. */
  readonly objective: (state: State) => number;
}

/** Milliseconds between two reports. */
const BETWEEN_REPORTS = 50;

/** Hears how far work is that takes its time; of the last word it makes sure that it is passed on. */
export type Report = (progress: Omit<FitProgress, "elapsed">, last?: boolean) => void;

/**
 * Does work in slices of time; options tell when to end it and whom to tell how far it is.
 *
 * @throws what the work throws, the signal's reason, or what `onProgress` throws
 */
export async function workInSlices<Result>(
  options: unknown,
  work: (report: Report, pace: Pace) => Talk<Result>,
): Promise<Result> {
  const began = performance.now();
  const { signal, onProgress, wanted } = checkAsyncOptions(options);
  throwIfAborted(signal);
  let reported = began;
  const report: Report = (progress, last = false) => {
    const now = performance.now();
    if (onProgress === undefined || (!last && now - reported < BETWEEN_REPORTS)) return;
    reported = now;
    onProgress({ ...progress, elapsed: now - began });
  };
  if (wanted === undefined) return await inSlicesOfTime(work(report, inSlices), signal);
  for (let tries = 1; ; tries++) {
    const team = new Team(wanted);
    try {
      return await inSlicesOfTime(work(report, team.pace), signal);
    } catch (error) {
      if (!team.hasLost(error)) throw error;
      // What was lost cannot be told apart from what was not: the work begins again, to the same end,
      // with those that are left and others in place of the lost; or alone.
      if (tries < TRIES && !error.wanted) continue;
      return await inSlicesOfTime(work(report, slicesWithout(error.message)), signal);
    } finally {
      team.dismiss();
    }
  }
}

/** How often work is tried with threads. */
const TRIES = 2;

/** How far a run of a fit is after an iteration, of which only the model knows the objective. */
function progressOf(
  { restarts, maxIterations }: Fit<unknown>,
  { restart, history, converged }: Iteration<unknown, unknown>,
  objective: number,
): Omit<FitProgress, "elapsed"> {
  const done = restart + (converged ? 1 : history.length / maxIterations);
  const fraction = done / restarts;
  return { iteration: history.length, maxIterations, restart, restarts, objective, fraction };
}

/** Fits, and tells how far it is after each iteration. */
export function* reported<
  F extends Fit<unknown>,
  Step extends Iteration<unknown, unknown>,
  State extends { readonly diagnostics: Diagnostic[] },
>(
  { prepare, iterations, objectiveOf, objective }: Fitting<F, Step, State>,
  points: unknown,
  options: unknown,
  pace: Pace,
  report: Report,
): Talk<State> {
  const fit = yield* prepare(points, options, pace);
  let last: Omit<FitProgress, "elapsed"> | undefined;
  const state = yield* watched(iterations(fit), (step) => {
    last = progressOf(fit, step, objectiveOf(fit, step));
    report(last);
  });
  const refusal = pace.refusal?.();
  if (refusal !== undefined) state.diagnostics.push(withoutThreads(refusal));
  const { restarts, maxIterations } = fit;
  // Without an iteration to tell of there is an end nevertheless.
  const end = last ?? { iteration: 0, maxIterations, restart: restarts - 1, restarts };
  report({ ...end, objective: objective(state), fraction: 1 }, true);
  return state;
}

/** Runs a fit in slices of time, to the same bits as at once. */
export function fitInSlices<
  F extends Fit<unknown>,
  Step extends Iteration<unknown, unknown>,
  State extends { readonly diagnostics: Diagnostic[] },
>(fitting: Fitting<F, Step, State>, points: unknown, options: unknown): Promise<State> {
  return workInSlices(options, (report, pace) => reported(fitting, points, options, pace, report));
}

/** How a fit is run, checked. */
interface Way extends Pick<AsyncOptions, "signal" | "onProgress"> {
  readonly wanted?: WantedThreads | undefined;
}

/** What the way a fit is run takes from its options; the rest is checked with the fit. */
function checkAsyncOptions(options: unknown): Way {
  if (typeof options !== "object" || options === null) return {};
  const given = options as Record<string, unknown>;
  const { signal, onProgress } = given;
  if (signal !== undefined && typeof (signal as SignalLike | null)?.aborted !== "boolean") {
    throw typeError("signal", "an AbortSignal", show(signal));
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw typeError("onProgress", "a function", show(onProgress));
  }
  return { signal, onProgress, wanted: checkThreads(given) } as Way;
}
