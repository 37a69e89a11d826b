import { core } from "../core/core.js";
import { paddedBytes } from "../core/rows.js";
import { type Part, weightsOf } from "../data/part.js";
import { answerTo, type Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { powerOfTwoWithin } from "../linear-algebra/power-of-two.js";
import { HardPass, meansOf } from "./hard.js";

/** What one component has of the rows. */
export interface OwnRows {
  /** The same rows, which weigh w r over the unit. */
  readonly part: Part;
  /** A power of two near the largest w r, so that the products of small ones stay in range. */
  readonly unit: number;
}

/**
 * Asks of each component what one that has all rows is asked, of rows that weigh w r: so given
 * responsibilities need no kernel of their own.
 *
 * In this thread, for others hold the rows with other weights.
 *
 * @param responsibilities n × k, row-major
 * @returns an answer a component; undefined where it has no responsibility for any row
 */
export function* ofEach<Answer>(
  { rows, pace, ...data }: Part,
  k: number,
  responsibilities: Float64Array,
  ask: (own: OwnRows, component: number) => Talk<Answer>,
): Talk<(Answer | undefined)[]> {
  const { memory } = core();
  const n = rows.count;
  const weights = memory.allocate(paddedBytes(n));
  const part = { rows, weights, pace };
  const answers: (Answer | undefined)[] = [];
  try {
    memory.f64(weights.address, paddedBytes(n) / 8).fill(0);
    for (let c = 0; c < k; c++) {
      let largest = 0;
      const multiply = (first: number, count: number) => {
        const given = weightsOf({ rows, pace, ...data });
        const own = memory.f64(weights.address, n);
        for (let i = first; i < first + count; i++) {
          own[i] = responsibilities[i * k + c] * (given === undefined ? 1 : given[i]);
          largest = Math.max(largest, own[i]);
        }
      };
      yield* inRanges(n, VALUE_COST, multiply, pace);
      if (largest === 0) {
        answers.push(undefined);
        continue;
      }
      const unit = powerOfTwoWithin(largest);
      const divide = (first: number, count: number) => {
        const own = memory.f64(weights.address, n);
        for (let i = first; i < first + count; i++) own[i] /= unit;
      };
      if (unit !== 1) yield* inRanges(n, VALUE_COST, divide, pace);
      answers.push(yield* ask({ part, unit }, c));
    }
    return answers;
  } finally {
    weights.release();
  }
}

/** Bytes of linear memory that {@link responsibleMeans} takes, unless weights need more words. */
export function responsibleMeansBytes(n: number, d: number): number {
  return paddedBytes(n) + HardPass.bytes(n, d, 1, true);
}

/**
 * The means of the rows, each counted as far as a component is responsible for it: correctly
 * rounded, as those of labels are; undefined for a component that is not for any.
 */
export function responsibleMeans(
  data: Part,
  k: number,
  responsibilities: Float64Array,
): Talk<(readonly number[] | undefined)[]> {
  const all = new Int32Array(data.rows.count);
  return ofEach(data, k, responsibilities, function* ({ part }) {
    const pass = new HardPass(part, 1, "one");
    try {
      const statistics = yield* answerTo(pass.labelled(all));
      return statistics.slice(meansOf(1), meansOf(1) + part.rows.dimensions);
    } finally {
      pass.release();
    }
  });
}

/** The component that is most responsible for each row, ties to the lowest index. */
export function* mostResponsible(
  { rows, pace }: Part,
  k: number,
  responsibilities: Float64Array,
): Talk<Int32Array> {
  const labels = new Int32Array(rows.count);
  const find = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) {
      let most = 0;
      for (let c = 1; c < k; c++) {
        if (responsibilities[i * k + c] > responsibilities[i * k + most]) most = c;
      }
      labels[i] = most;
    }
  };
  yield* inRanges(rows.count, k, find, pace);
  return labels;
}
