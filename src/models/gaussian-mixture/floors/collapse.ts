import { answerTo, type Asked, type Talk } from "../../../data/pending.js";
import type { ColumnScales } from "./column-scales.js";
import type { CovarianceForm, FactoredCovariances, Raised } from "../covariance/form.js";
import { ownCovariance, withCovariances } from "../covariance/own.js";

/**
 * A component has collapsed where it stands at its floor in a column or direction in which the
 * data as a whole does not: the floor, not the data, then decides how likely it makes its points.
 */

/** Those of the raised variances that are more than the data's own lack of spread. */
export function collapsesAmong(raised: readonly Raised[], scales: ColumnScales): Raised[] {
  const d = scales.dimensions;
  return raised.filter(({ columns, axes }) =>
    axes === undefined
      ? columns.some((j) => !scales.flatColumns.includes(j))
      : d - axes.length / d > scales.flatCount,
  );
}

/**
 * The covariances to compare a fit by: those of collapsed components give way to the mean, by
 * weight, of those that have not collapsed, so that a component gains nothing from collapsing.
 *
 * @param collapsed the components that have; one that all share has in all of them
 * @param ofData the data's own covariance, once, for where all have collapsed
 */
export function* withoutCollapse(
  { weights, ...all }: FactoredCovariances & { readonly weights: readonly number[] },
  collapsed: ReadonlySet<number>,
  { shared, factors }: CovarianceForm,
  d: number,
  ofData: () => Asked<FactoredCovariances>,
): Talk<FactoredCovariances> {
  if (shared) return yield* answerTo(ofData());
  const k = weights.length;
  const sound = weights.flatMap((weight, c) => (weight > 0 && !collapsed.has(c) ? [c] : []));
  const total = sound.reduce((sum, c) => sum + weights[c], 0);
  let common: FactoredCovariances;
  if (sound.length === 0) {
    common = yield* answerTo(ofData());
  } else {
    const each = sound.map((c) => ownCovariance(all, c, k).covariances);
    const covariances = each[0].map((_, i) =>
      each.reduce((sum, own, s) => sum + (weights[sound[s]] / total) * own[i], 0),
    );
    common = { covariances, factors: factors(covariances, d) };
  }
  return withCovariances(all, k, (c) => (collapsed.has(c) ? common : undefined));
}
