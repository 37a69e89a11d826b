import { DIAGONAL } from "../core/forms.js";
import type { Part } from "../data/part.js";
import { answerTo, type Talk } from "../data/pending.js";
import { SIZES } from "./mixture-statistics.js";
import { mixtureSums } from "./mixture-choice.js";
import { rowsAt } from "./sample.js";

/** Σ w, and the mean and variance (divided by Σ w) of each coordinate. */
export interface Moments {
  readonly total: number;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/** The moments of all rows, in two passes. */
export function* moments(part: Part): Talk<Moments> {
  const pass = mixtureSums(part, 1, DIAGONAL);
  const d = part.rows.dimensions;
  try {
    let mean = Array.from(yield* answerTo(rowsAt(part, [0])));
    let variance: number[] = [];
    let total = 0;
    // The first pass finds the mean, the second the variance about it.
    for (let i = 0; i < 2; i++) {
      const statistics = yield* answerTo(pass.whole(mean));
      total = statistics[SIZES];
      const shift = statistics.slice(SIZES + 1, SIZES + 1 + d).map((sum) => sum / total);
      mean = mean.map((value, j) => value + shift[j]);
      variance = statistics
        .slice(SIZES + 1 + d)
        .map((sum, j) => Math.max(sum / total - shift[j] * shift[j], 0));
    }
    return { total, mean, variance };
  } finally {
    pass.release();
  }
}
