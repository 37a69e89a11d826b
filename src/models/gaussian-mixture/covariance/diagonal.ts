import { bounded } from "../../../linear-algebra/triangular.js";
import { DIAGONAL } from "../../../core/forms.js";
import { floorAt } from "../floors/floors.js";
import type { CovarianceForm } from "./form.js";
import { range } from "./numbers.js";

/** A variance a component and coordinate. */
export const diagonal: CovarianceForm = {
  name: "diagonal",
  inCore: DIAGONAL,
  matrices: false,
  shared: false,
  ownUnits: true,
  leaner: ["spherical"],
  shape: (k, d) => [k, d],
  parameterCount: (k, d) => k * d,
  ofData: (k, variance) => range(k).flatMap(() => [...variance]),
  estimate({ d, sizes, means, shifts, second, previous }, floors) {
    const raised: { components: number[]; columns: number[]; axes: undefined }[] = [];
    const covariances = second.map((moment, i) => {
      const c = Math.floor(i / d);
      if (sizes[c] === 0) return previous().covariances[i];
      const variance = moment / sizes[c] - shifts[i] * shifts[i];
      if (variance >= floors.mostOfColumns) return variance;
      const floor = floorAt(floors.columns[i % d], means[i]);
      if (variance >= floor) return variance;
      if (raised.at(-1)?.components[0] !== c) {
        raised.push({ components: [c], columns: [], axes: undefined });
      }
      raised.at(-1)!.columns.push(i % d);
      return floor;
    });
    return { covariances, factors: { variances: covariances, lower: [] }, raised };
  },
  scaled: (covariances, d, scales) =>
    scales === undefined
      ? covariances
      : covariances.map((v, i) => bounded(v * scales[i % d] * scales[i % d])),
  factors: (covariances) => ({ variances: covariances, lower: [] }),
  squares: (second, d, component, j) => second[component * d + j],
  variance: (covariances, d, component, j) => covariances[component * d + j],
  scored: ({ means }) => ({ form: DIAGONAL, means }),
  deviate(z, component, deviations) {
    const first = component * z.length;
    for (let j = 0; j < z.length; j++) z[j] *= deviations[first + j];
  },
};
