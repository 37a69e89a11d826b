import { APART, TIED, triangle } from "../../../core/forms.js";
import { factorize, solve } from "../../../linear-algebra/ldl.js";
import type { CovarianceForm } from "./form.js";
import { centred, deviateBy, diagonalMatrix, floored, scaledMatrices } from "./matrices.js";
import { range, sum } from "./numbers.js";

/** One matrix for all components. */
export const tied: CovarianceForm = {
  name: "tied",
  inCore: TIED,
  matrices: true,
  shared: true,
  ownUnits: true,
  leaner: ["diagonal", "spherical"],
  shape: (_, d) => [d, d],
  parameterCount: (_, d) => triangle(d),
  ofData: (_, variance) => diagonalMatrix(variance),
  estimate({ k, d, sizes, means, shifts, second }, floors) {
    const matrix = centred(second, 0, d, sum(sizes), (i, j) => {
      let outer = 0;
      for (let c = 0; c < k; c++) outer += sizes[c] * shifts[c * d + i] * shifts[c * d + j];
      return outer;
    });
    const components = range(k).filter((c) => sizes[c] > 0);
    // About the mean that is rounded least: one far point says nothing of what all share.
    const nearest = range(d).map((j) =>
      components.reduce((least, c) => Math.min(least, Math.abs(means[c * d + j])), Infinity),
    );
    const wide = floored(matrix, floors, nearest);
    const { matrix: covariances, factor, axes } = wide;
    const raised = wide.raised ? [{ components, columns: [], axes }] : [];
    return { covariances, factors: factor, raised };
  },
  scaled: scaledMatrices,
  factors: (covariances, d) => factorize(covariances, d),
  squares: (second, _d, _component, j) => second[triangle(j + 1) - 1],
  variance: (covariances, d, _, j) => covariances[j * d + j],
  scored({ means, covariances, factors: { variances, lower } }) {
    const { groups, turned, origins } = turnedMeans(means, covariances, lower, variances);
    return origins.length === variances.length
      ? { form: TIED, means: turned, origins }
      : { form: APART, means: turned, groups, origins };
  },
  deviate: (z, _, deviations, lower) => deviateBy(z, deviations, 0, lower, 0),
};

/** How many of its deviations a coordinate may lie from the origin that points are turned about. */
const NEAR = 2 ** 20;

/** The same in deviations of what other coordinates leave unexplained of it. */
const NEAR_UNEXPLAINED = 2 ** 24;

/**
 * L⁻¹ (m − origin) of the means of a tied mixture: the origin is the first mean that is near enough.
 *
 * What is 2^e deviations from its origin is rounded to 2^(e − 53) of them, and the logarithm of a
 * density to that times the deviations from its mean: to 1e-9 at worst for coordinates that do not
 * depend on each other, to 1e-8 for those that nearly do. To ask for more would give fits of
 * collinear columns several origins whose components are some deviations apart, and each origin
 * takes another turn of all points.
 *
 * @param covariances the tied matrix, L D Lᵀ
 * @returns for each mean the index of its origin, and itself turned about it
 */
function turnedMeans(
  means: readonly number[],
  covariances: readonly number[],
  lower: readonly number[],
  variances: readonly number[],
): { groups: number[]; turned: number[]; origins: number[] } {
  const d = variances.length;
  const most = variances.map((variance, j) => ({
    away: NEAR * Math.sqrt(covariances[j * d + j]),
    terms: NEAR_UNEXPLAINED * Math.sqrt(variance),
  }));
  const terms = new Float64Array(d);
  const groups: number[] = [];
  const turned: number[] = [];
  const origins: number[] = [];
  for (let at = 0; at < means.length; at += d) {
    for (let origin = 0, found = false; !found; origin += d) {
      // Beyond the last it is an origin of its own.
      if (origin === origins.length) origins.push(...means.slice(at, at + d));
      const away = most.map((_, j) => means[at + j] - origins[origin + j]);
      const z = solve(lower, away, terms);
      found = most.every((of, j) => Math.abs(away[j]) <= of.away && terms[j] <= of.terms);
      if (!found) continue;
      groups.push(origin / d);
      turned.push(...z);
    }
  }
  return { groups, turned, origins };
}
