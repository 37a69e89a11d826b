import { solve } from "../cholesky.js";
import { APART, type Components, SPHERICAL, TIED } from "../wasm/forms.js";
import { logarithms } from "../wasm/logarithms.js";
import { COVARIANCE_FORMS, type Covariance } from "./covariances.js";
import type { MixtureParameters } from "./mixture-parameters.js";

const LOG_2_PI = 1.8378770664093456;

/** A mixture as the kernels take it. */
export function gaussianComponents(
  { weights, means, covariances, factors: { variances, lower } }: MixtureParameters,
  covariance: Covariance,
): Components {
  const k = weights.length;
  const d = means.length / k;
  const { form } = COVARIANCE_FORMS[covariance];
  const logs = logarithms([...weights, ...variances]);
  // How many variances a component has, and from where: tied, all have the same.
  const own = form === SPHERICAL ? 1 : d;
  const offsets = weights.map((_, c) => {
    const first = k + (form === TIED ? 0 : c * own);
    let logDeterminant = 0;
    for (let i = first; i < first + own; i++) logDeterminant += logs[i];
    return logs[c] - 0.5 * (d * LOG_2_PI + (d / own) * logDeterminant);
  });
  const halves = variances.map((variance) => -0.5 / variance);
  const common = { form, stiffness: 1, offsets, halves, lower };
  if (form !== TIED) return { ...common, means };
  const { groups, turned, origins } = turnedMeans(means, covariances, lower, variances);
  if (origins.length === d) return { ...common, means: turned, origins };
  return { ...common, form: APART, means: turned, groups, origins };
}

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
