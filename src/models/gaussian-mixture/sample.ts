import { normals } from "./normal.js";
import { Random } from "../../random.js";
import { triangle } from "../../core/forms.js";
import type { Covariance } from "./covariance/forms.js";
import type { MixtureParameters } from "./covariance/parameters.js";

/** Draws components by their weights, and from each a point x = μ + L √D z with z standard normal. */
export function drawSample(
  { weights, means, factors: { variances, lower } }: MixtureParameters,
  covariance: Covariance,
  count: number,
  seed: number,
): { points: Float64Array; labels: Int32Array } {
  const k = weights.length;
  const d = means.length / k;
  const random = Random.fromSeed(seed);
  const labels = drawLabels(weights, count, random.split(0));
  const points = normals(random.split(1), count * d);
  const deviations = variances.map(Math.sqrt);
  // Spherical: one deviation a component; tied: the same d for all.
  const stride = covariance === "spherical" ? 1 : covariance === "tied" ? 0 : d;
  const below = covariance === "full" ? triangle(d - 1) : 0;
  for (let i = 0; i < count; i++) {
    const c = labels[i];
    const x = points.subarray(i * d, (i + 1) * d);
    for (let j = 0; j < d; j++) {
      x[j] *= deviations[c * stride + (covariance === "spherical" ? 0 : j)];
    }
    if (lower.length > 0) {
      // From the last coordinate up, so that those it depends on are still as drawn.
      for (let j = d - 1; j > 0; j--) {
        const row = c * below + triangle(j - 1);
        for (let p = 0; p < j; p++) x[j] += lower[row + p] * x[p];
      }
    }
    for (let j = 0; j < d; j++) x[j] += means[c * d + j];
  }
  return { points, labels };
}

function drawLabels(weights: readonly number[], count: number, random: Random): Int32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Rounding may leave a rest past the end: it belongs to the last component with any weight.
  const last = weights.findLastIndex((weight) => weight > 0);
  return Int32Array.from({ length: count }, () => {
    let target = random.uniform() * total;
    let c = 0;
    while (c < last && target >= weights[c]) target -= weights[c++];
    return c;
  });
}
