import { checkRecord } from "../check.js";
import { type Part, weightRows } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { checkMagnitude } from "../points/magnitude.js";
import type { Numbers } from "../types.js";
import { checkWeights, scaleWeights, selected } from "./data.js";

/** How points are counted when a model is asked how well it suits them. */
export interface ScoreOptions {
  /**
   * One non-negative number per point, as if it stood there so many times; a row of weight 0 is as
   * if absent. Default: all 1.
   */
  readonly weights?: Numbers | undefined;
}

/** Rows, each of which counts as often as its weight says. */
export interface Weighed {
  /** The rows of positive weight. */
  readonly part: Part;
  /** Σ of the weights in linear memory. */
  readonly total: number;
  /** What a weight of 1 in linear memory stands for: a power of two. */
  readonly unit: number;
}

/** The weights that are given, which are yet to be checked against the rows. */
export function checkScoreOptions(options: unknown): unknown {
  return checkRecord("options", options, ["weights"])["weights"];
}

/**
 * Does work on rows as a fit with these weights has them: to the bit.
 *
 * @param part rows of weight 1, which answer themselves
 * @param given weights as a user gives them, or undefined
 * @param centres what the model calls its centroids, and their largest magnitude
 */
export function* withWeights<Result>(
  part: Part,
  given: unknown,
  centres: { readonly name: string; readonly magnitude: number },
  work: (weighed: Weighed) => Talk<Result>,
): Talk<Result> {
  const { rows, pace } = part;
  const { count: n, dimensions: d } = rows;
  const weights = yield* checkWeights(given, n, pace);
  if (weights === undefined) return yield* work({ part, total: n, unit: 1 });
  const { positive } = weights;
  const own = positive.length < n ? yield* selected(rows, positive, pace) : rows;
  try {
    const most = own.largestMagnitude();
    const reach = Math.max(most, centres.magnitude);
    const { scaled, unit, total } = yield* scaleWeights(weights, d, reach, pace);
    checkMagnitude("points", most, centres, d, total * Math.max(unit, 1));
    const weighed = weightRows(own, scaled, pace);
    try {
      return yield* work({ part: weighed, total, unit });
    } finally {
      weighed.weights?.release();
    }
  } finally {
    if (own !== rows) own.release();
  }
}
