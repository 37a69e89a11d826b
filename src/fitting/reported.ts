import type { Running, Talk } from "../data/pending.js";
import type { Pace } from "../data/sweep.js";
import type { Iteration } from "../em.js";
import type { Diagnostic } from "../types.js";
import type { Fit } from "./fit.js";
import { watched } from "./watched.js";

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

/** How a model runs a fit. */
export interface Fitting<F, Step, State> {
  readonly prepare: (points: unknown, options: unknown, pace: Pace) => Talk<F>;
  readonly iterations: (fit: F) => Running<Step, State>;
  /** The objective after an iteration, in the user's units. */
  readonly objectiveOf: (fit: F, step: Step) => number;
  /** The objective of what was fitted. */
  readonly objective: (state: State) => number;
}

/** Hears how far work is that takes its time; of the last word it makes sure that it is passed on. */
export type Report = (progress: Omit<FitProgress, "elapsed">, last?: boolean) => void;

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

/** Says that threads were asked for and not had. */
function withoutThreads(reason: string): Diagnostic {
  return {
    code: "no-threads",
    message: `threads were asked for and not had to the end, so the fit ran in its own thread, to the same result: ${reason}`,
  };
}
