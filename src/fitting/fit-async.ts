import { show, typeError } from "../check.js";
import type { Talk } from "../data/pending.js";
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
import { type FitProgress, type Fitting, type Report, reported } from "./reported.js";
import type { Diagnostic, SignalLike } from "../types.js";
import { inSlicesOfTime, throwIfAborted } from "../data/time-slices.js";

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

/** Milliseconds between two reports. */
const BETWEEN_REPORTS = 50;

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
