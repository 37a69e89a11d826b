import { FULL, triangle } from "../../../core/forms.js";
import { factorize } from "../../../linear-algebra/ldl.js";
import type { CovarianceForm, FactoredCovariances, Raised } from "./form.js";
import { centred, deviateBy, diagonalMatrix, floored, scaledMatrices } from "./matrices.js";
import { range } from "./numbers.js";
import { ownCovariance } from "./own.js";

/** A matrix a component. */
export const full: CovarianceForm = {
  name: "full",
  inCore: FULL,
  matrices: true,
  shared: false,
  ownUnits: true,
  leaner: ["diagonal", "tied"],
  shape: (k, d) => [k, d, d],
  parameterCount: (k, d) => k * triangle(d),
  ofData: (k, variance) => range(k).flatMap(() => diagonalMatrix(variance)),
  estimate({ k, d, sizes, means, shifts, second, previous }, floors) {
    const covariances: number[] = [];
    const variances: number[] = [];
    const lower: number[] = [];
    const raised: Raised[] = [];
    for (let c = 0; c < k; c++) {
      const size = sizes[c];
      // What has no size stays as it was: factoring it anew might overflow.
      const wide =
        size === 0
          ? kept(previous(), c, k)
          : floored(
              centred(
                second,
                c * triangle(d),
                d,
                size,
                (i, j) => size * shifts[c * d + i] * shifts[c * d + j],
              ),
              floors,
              means.slice(c * d, (c + 1) * d),
            );
      if (wide.raised) raised.push({ components: [c], columns: [], axes: wide.axes });
      append(covariances, wide.matrix);
      append(variances, wide.factor.variances);
      append(lower, wide.factor.lower);
    }
    return { covariances, factors: { variances, lower }, raised };
  },
  scaled: scaledMatrices,
  factors(covariances, d) {
    const variances: number[] = [];
    const lower: number[] = [];
    for (let at = 0; at < covariances.length; at += d * d) {
      const factor = factorize(covariances.slice(at, at + d * d), d);
      append(variances, factor.variances);
      append(lower, factor.lower);
    }
    return { variances, lower };
  },
  squares: (second, d, component, j) => second[component * triangle(d) + triangle(j + 1) - 1],
  variance: (covariances, d, component, j) => covariances[(component * d + j) * d + j],
  scored: ({ means }) => ({ form: FULL, means }),
  deviate(z, component, deviations, lower) {
    const d = z.length;
    deviateBy(z, deviations, component * d, lower, component * triangle(d - 1));
  },
};

/** One by one: all at once they would be arguments, of which there may be too many. */
function append(to: number[], values: readonly number[]): void {
  for (let i = 0; i < values.length; i++) to.push(values[i]);
}

/** A matrix that stays as it is. */
function kept(all: FactoredCovariances, c: number, k: number) {
  const { covariances: matrix, factors: factor } = ownCovariance(all, c, k);
  return { matrix, factor, raised: false, axes: undefined };
}
