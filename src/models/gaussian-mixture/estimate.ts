import { NOTHING } from "../../fitting/means.js";
import { SIZES } from "../../questions/mixture-statistics.js";
import type { MixtureStatistics } from "../../questions/mixture-sums.js";
import type {
  CovarianceForm,
  FactoredCovariances,
  MixtureParameters,
  Raised,
} from "./covariance/form.js";
import type { Floors } from "./floors/floors.js";

/**
 * The M-step: weights, means and covariances that make points likeliest which are shared as these
 * statistics say.
 *
 * @param about k × d: what their sums are about
 * @param previous what was there before; asked for where a component has no size
 */
export function estimated(
  statistics: MixtureStatistics,
  about: readonly number[],
  k: number,
  form: CovarianceForm,
  floors: Floors,
  previous: () => FactoredCovariances,
): MixtureParameters & { readonly raised: readonly Raised[] } {
  const d = about.length / k;
  const sizes = statistics.slice(SIZES, SIZES + k).map((size) => (size < NOTHING ? 0 : size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const sums = statistics.slice(SIZES + k, SIZES + k + k * d);
  const shifts = sums.map((sum, i) => {
    const size = sizes[Math.floor(i / d)];
    return size === 0 ? 0 : sum / size;
  });
  const means = about.map((value, i) => value + shifts[i]);
  const second = statistics.slice(SIZES + k + k * d);
  const scatter = { k, d, sizes, means, shifts, second, previous };
  return {
    weights: sizes.map((size) => size / total),
    means,
    ...form.estimate(scatter, floors),
  };
}
