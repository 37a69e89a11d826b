import type { Form } from "../core/forms.js";
import type { Part } from "../data/part.js";
import { answerTo, type Talk } from "../data/pending.js";
import { MixturePass, SIZES } from "./mixture-statistics.js";
import type { MixtureStatistics } from "./mixture-sums.js";
import { ofEach } from "./responsible-rows.js";

/**
 * The statistics of a mixture under given responsibilities, with A = B = 0.
 *
 * @param shared whether Q is one sum over all components
 * @param responsibilities n × k, row-major
 * @param anchors k × d: what sums are about
 */
export function* responsibleSums(
  data: Part,
  k: number,
  form: Form,
  shared: boolean,
  responsibilities: Float64Array,
  anchors: readonly number[],
): Talk<MixtureStatistics> {
  const d = data.rows.dimensions;
  const each = yield* ofEach(data, k, responsibilities, function* ({ part, unit }, c) {
    const pass = new MixturePass(part, 1, form);
    try {
      const statistics = yield* answerTo(pass.whole(anchors.slice(c * d, (c + 1) * d)));
      return statistics.map((sum) => sum * unit);
    } finally {
      pass.release();
    }
  });
  const length = each.find((statistics) => statistics !== undefined)!.length;
  const all = each.map((statistics) => statistics ?? new Array<number>(length).fill(0));
  const second = all.map((statistics) => statistics.slice(SIZES + 1 + d));
  return [
    0,
    0,
    ...all.map((statistics) => statistics[SIZES]),
    ...all.flatMap((statistics) => statistics.slice(SIZES + 1, SIZES + 1 + d)),
    ...(shared
      ? second.reduce((sum, own) => sum.map((value, i) => value + own[i]))
      : second.flat()),
  ];
}

/** Bytes of linear memory that it takes beside the rows' new weights. */
export function responsibleSumsBytes(n: number, d: number, form: Form): number {
  return MixturePass.bytes(n, d, 1, form);
}
