import type { Random } from "./random.js";

/**
 * What the loop knows of a model. θ is its hypothesis, a plain value never
 * changed once made; statistics are all that passes from the E-step to the
 * M-step, so that those of parts of the data can be added up.
 */
export interface Model<Theta, Statistics> {
  /** A first hypothesis. */
  start(random: Random): Theta;
  /** Gives every point its share under θ and returns the sums of it. */
  eStep(theta: Theta): Statistics;
  /** The hypothesis that suits these statistics best; `theta` is the one they were taken under. */
  mStep(statistics: Statistics, theta: Theta): Theta;
  /** The objective under the θ of these statistics; lower is better. */
  cost(statistics: Statistics): number;
  /** What two runs are compared by, where that is not the cost; lower is better. */
  compared?(statistics: Statistics, theta: Theta): number;
  /** Whether going on is pointless, given the statistics before and after an iteration. */
  settled(before: Statistics, after: Statistics, theta: Theta): boolean;
}

/** Runs whose costs differ by no more are the same but for rounding: the first of them stays. */
const SAME = 2 ** -36;

/** Where a run stands after an iteration. */
export interface Iteration<Theta, Statistics> {
  readonly restart: number;
  readonly theta: Theta;
  readonly statistics: Statistics;
  /** The cost after each iteration so far. Grows as the run goes on. */
  readonly history: readonly number[];
  readonly converged: boolean;
}

/**
 * Start with a hypothesis θ; E-step; M-step; repeat until it converges
 * (Dempster, Laird & Rubin 1977; MacKay 2003, chapters 20 and 22).
 *
 * Yields after every iteration of every restart and returns the last state of
 * the best one. Each iteration ends with the E-step under its own θ, so what a
 * state holds agrees, and where the best restart is not the last one, a further
 * E-step under the winning θ brings labels into line.
 *
 * Sent `true`, it runs on to its end without another yield: eleven iterations on
 * 150 × 4 took 1.07 times as long with yields that nobody looked at.
 */
export function* em<Theta, Statistics>(
  model: Model<Theta, Statistics>,
  random: Random,
  limits: { readonly restarts: number; readonly maxIterations: number },
): Generator<Iteration<Theta, Statistics>, Iteration<Theta, Statistics>, unknown> {
  const compared = (statistics: Statistics, theta: Theta) =>
    model.compared?.(statistics, theta) ?? model.cost(statistics);
  let best: Iteration<Theta, Statistics> | undefined;
  let least = Infinity;
  let watched = true;
  for (let restart = 0; restart < limits.restarts; restart++) {
    const history: number[] = [];
    let theta = model.start(random.split(restart));
    let statistics = model.eStep(theta);
    let converged = false;
    while (!converged && history.length < limits.maxIterations) {
      const before = statistics;
      theta = model.mStep(statistics, theta);
      statistics = model.eStep(theta);
      history.push(model.cost(statistics));
      converged = model.settled(before, statistics, theta);
      if (watched) watched = (yield { restart, theta, statistics, history, converged }) !== true;
    }
    // A lone run has nothing to be compared with.
    const cost = limits.restarts === 1 ? 0 : compared(statistics, theta);
    if (best === undefined || least - cost > SAME * Math.abs(least)) {
      best = { restart, theta, statistics, history, converged };
      least = cost;
    }
  }
  if (best!.restart !== limits.restarts - 1) model.eStep(best!.theta);
  return best!;
}

/** Runs a generator to its end, unwatched, and gives what it returns. */
export function drain<Result>(steps: Generator<unknown, Result, unknown>): Result {
  let step = steps.next(true);
  while (!step.done) step = steps.next(true);
  return step.value;
}

/**
 * The same generator, seen through `view` at every yield and through `finish` at
 * its end. `close` runs when it ends, however and whenever that is.
 */
export function mapYields<From, To, Last, Result>(
  steps: Generator<From, Last>,
  view: (value: From) => To,
  finish: (value: Last) => Result,
  close: () => void,
): Generator<To, Result, void> {
  const mapped = mapAfterPriming(steps, view, finish, close);
  mapped.next();
  return mapped;
}

function* mapAfterPriming<From, To, Last, Result>(
  steps: Generator<From, Last>,
  view: (value: From) => To,
  finish: (value: Last) => Result,
  close: () => void,
): Generator<To, Result, void> {
  try {
    // A generator that is closed before it has begun runs no finally: so it begins here.
    yield undefined as To;
    let step = steps.next();
    while (!step.done) {
      yield view(step.value);
      step = steps.next();
    }
    return finish(step.value);
  } finally {
    steps.return(undefined as Last);
    close();
  }
}
