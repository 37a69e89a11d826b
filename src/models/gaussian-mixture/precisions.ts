import { bounded, solveLower } from "../../linear-algebra/triangular.js";
import type { CovarianceForm, MixtureParameters } from "./covariance/form.js";
import { whiteningOf } from "./whitening.js";

/**
 * The inverses of covariances, flat in the order of these: from the factors, which hold digits that
 * a matrix near its floor has lost.
 */
export function precisionsOf(mixture: MixtureParameters, form: CovarianceForm): number[] {
  const { covariances } = mixture;
  if (!form.matrices) return covariances.map((variance) => 1 / variance);
  const { d, units, variances, lower } = whiteningOf(mixture, form);
  const precisions = new Array<number>(covariances.length).fill(0);
  // The columns of L⁻¹, the j-th of which is 0 before its j-th value.
  const columns = Array.from({ length: d }, () => new Float64Array(d));
  const share = new Float64Array(d);
  for (let first = 0, below = 0; first < units.length; first += d, below += (d * (d - 1)) / 2) {
    columns.forEach((column, j) => {
      column.fill(0);
      column[j] = 1;
      solveLower(lower, below, column, j);
    });
    for (let i = 0; i < d; i++) {
      for (let p = i; p < d; p++) share[p] = columns[i][p] / variances[first + p];
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let p = i; p < d; p++) product += share[p] * columns[j][p];
        const precision = bounded(product / units[first + i] / units[first + j]);
        precisions[first * d + i * d + j] = precision;
        precisions[first * d + j * d + i] = precision;
      }
    }
  }
  return precisions;
}
