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
  const sizes = statistics.slice(SIZES, SIZES + k);
  let total = 0;
  for (let c = 0; c < k; c++) {
    if (sizes[c] < NOTHING) sizes[c] = 0;
    total += sizes[c];
  }
  const shifts = statistics.slice(SIZES + k, SIZES + k + k * d);
  const means = about.slice();
  for (let i = 0; i < shifts.length; i++) {
    const size = sizes[Math.floor(i / d)];
    shifts[i] = size === 0 ? 0 : shifts[i] / size;
    means[i] += shifts[i];
  }
  const second = statistics.slice(SIZES + k + k * d);
  const scatter = { k, d, sizes, means, shifts, second, previous };
  // Field by field: spread, it took a twentieth of an iteration of 150 × 4.
  const { covariances, factors, raised } = form.estimate(scatter, floors);
  return { weights: sizes.map((size) => size / total), means, covariances, factors, raised };
}
