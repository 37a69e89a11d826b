import { SPHERICAL } from "../../../core/forms.js";
import { columnFloors } from "../floors/floors.js";
import type { CovarianceForm, Raised } from "./form.js";
import { range, sum } from "./numbers.js";

/** One variance a component. */
export const spherical: CovarianceForm = {
  name: "spherical",
  inCore: SPHERICAL,
  matrices: false,
  shared: false,
  ownUnits: false,
  leaner: [],
  shape: (k) => [k],
  parameterCount: (k) => k,
  ofData: (k, variance) => new Array<number>(k).fill(sum(variance) / variance.length),
  estimate({ d, sizes, means, shifts, second, previous }, floors) {
    const raised: Raised[] = [];
    const covariances = sizes.map((size, c) => {
      if (size === 0) return previous().covariances[c];
      let moved = 0;
      for (let i = c * d; i < (c + 1) * d; i++) moved += shifts[i] * shifts[i];
      // MacKay's Gaussian k-means: σ² = Σ r‖x − μ‖² / (I Σ r), I the number of dimensions.
      const variance = (second[c] / size - moved) / d;
      if (variance >= floors.mostOfColumns) return variance;
      const floor = sum(columnFloors(floors, means.slice(c * d, (c + 1) * d))) / d;
      if (variance >= floor) return variance;
      raised.push({ components: [c], columns: range(d), axes: undefined });
      return floor;
    });
    return { covariances, factors: { variances: covariances, lower: [] }, raised };
  },
  scaled: (covariances) => covariances,
  factors: (covariances) => ({ variances: covariances, lower: [] }),
  squares: (second, d, component) => second[component] / d,
  variance: (covariances, _, component) => covariances[component],
  scored: ({ means }) => ({ form: SPHERICAL, means }),
  deviate(z, component, deviations) {
    for (let j = 0; j < z.length; j++) z[j] *= deviations[component];
  },
};
