/**
 * What a user might write in TypeScript. test/packaging/types.test.ts compiles it against the
 * installed package, with and without the types of browsers; it is never run.
 */
import { GaussianMixture, KMeans, type KMeansOptions, Points, selectK, SoftKMeans } from "mixtura";
import { adjustedRandIndex, silhouette } from "mixtura/metrics";

const options: KMeansOptions = { k: 2, seed: 1, start: "k-means++" };
const points = Points.from([
  [1, 2],
  [3, 4],
]);

export const model: KMeans = KMeans.fit(points, options);
export const labels: Int32Array = model.predict([[1, 2]]);
export const centroid: readonly number[] = model.centroids[0];
export const shares: Float64Array = SoftKMeans.fit(points, { k: 2, stiffness: 1 }).responsibilities(
  points,
);
export const density: number = GaussianMixture.fit(points, { k: 1 }).logDensity(points)[0];
export const agreement: number =
  adjustedRandIndex(labels, model.labels) + silhouette(points, labels);
export const best: KMeans = selectK(KMeans, points, { k: [1, 2] }).best;

for (const { iteration, inertia } of KMeans.steps(points, options)) inertia.toFixed(iteration);
points.dispose();

// Were the package's types lost, all would be `any`, and these no errors.
// @ts-expect-error -- the number of components is needed
KMeans.fit(points, {});
// @ts-expect-error -- so is the stiffness
SoftKMeans.fit(points, { k: 2 });
// @ts-expect-error -- models do not change
model.k = 3;
