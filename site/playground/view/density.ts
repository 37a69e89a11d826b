import { GaussianMixture, SoftKMeans } from "mixtura";
import type { Moment } from "../run/moment.js";
import { covariancesOf } from "./scores.js";

const STEPS = 240;

/** Along a line: what each cluster adds to the density, and their sum last; none of hard k-means. */
export function densitiesOf(
  { model, centroids, sizes }: Moment,
  [from, to]: readonly [number, number],
): [number, number][][] {
  const scale = model.standardization?.scales[0] ?? 1;
  const soft = model instanceof SoftKMeans && model.distance === "half-squared";
  if (!soft && !(model instanceof GaussianMixture)) return [];
  const total = sizes.reduce((sum, size) => sum + size, 0) || 1;
  const parts = centroids.map(([mean], c) => {
    const variance =
      model instanceof GaussianMixture
        ? covariancesOf(model, model.standardization?.scales)[c][0][0]
        : scale ** 2 / model.stiffness;
    const weight = model instanceof GaussianMixture ? model.weights[c] : sizes[c] / total;
    return { mean, variance, weight };
  });
  const xs = Array.from({ length: STEPS + 1 }, (_, i) => from + ((to - from) * i) / STEPS);
  const curves = parts.map(({ mean, variance, weight }) =>
    xs.map((x): [number, number] => {
      const height =
        Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
      return [x, weight * height];
    }),
  );
  const sum = xs.map((x, i): [number, number] => [
    x,
    curves.reduce((height, curve) => height + curve[i][1], 0),
  ]);
  const all = [...curves, sum];
  // Of columns as wide as all numbers there is no variance.
  return all.flat().every(([, height]) => Number.isFinite(height)) ? all : [];
}
