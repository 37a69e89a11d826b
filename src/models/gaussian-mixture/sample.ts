import { normals } from "./normal.js";
import { Random } from "../../random.js";
import type { CovarianceForm, MixtureParameters } from "./covariance/form.js";

/** Draws components by their weights, and from each a point that deviates from its mean as its covariance has it. */
export function drawSample(
  { weights, means, factors: { variances, lower } }: MixtureParameters,
  form: CovarianceForm,
  count: number,
  seed: number,
): { points: Float64Array; labels: Int32Array } {
  const k = weights.length;
  const d = means.length / k;
  const random = Random.fromSeed(seed);
  const labels = drawLabels(weights, count, random.split(0));
  const points = normals(random.split(1), count * d);
  const deviations = variances.map(Math.sqrt);
  for (let i = 0; i < count; i++) {
    const c = labels[i];
    const x = points.subarray(i * d, (i + 1) * d);
    form.deviate(x, c, deviations, lower);
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
