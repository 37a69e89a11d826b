import { GaussianMixture, KMeans } from "mixtura";
import type {
  Clusters,
  ClustersOptions,
} from "../../../cli/src/pictures/content/clusters-picture.js";

/** Rows round k centres in d columns, and how they cluster. */
export function groups(k: number, d: number, each = 20, spread = 0.5) {
  const means = Array.from({ length: k }, (_, c) =>
    Array.from({ length: d }, (_, j) => 10 * Math.sin(7.3 * c + 3.1 * j * c + j)),
  );
  const mixture = GaussianMixture.from({
    covariance: "spherical",
    weights: means.map(() => 1 / k),
    means,
    covariances: means.map(() => spread ** 2),
  });
  const { points, labels } = mixture.sample(k * each, { seed: 4 });
  const options: ClustersOptions = {
    title: `k-means, k = ${k}`,
    subtitle: `${k * each} rows × ${d} columns of groups.csv`,
    columns: Array.from({ length: d }, (_, j) => `column_${j}`),
    values: points,
    seed: 0,
  };
  const clusters: Clusters = { labels, centers: means };
  const gaussian: Clusters = {
    ...clusters,
    shares: ({ data, shape: [n] }) => mixture.responsibilities({ data, shape: [n, d] }),
    gaussian: {
      weights: mixture.weights,
      covariance: (_, u, v) => u.reduce((sum, value, j) => sum + value * v[j] * spread ** 2, 0),
    },
  };
  return { options, clusters, gaussian, mixture };
}

/** One table of values with the clusters of k-means. */
export function clustered(values: readonly (readonly number[])[], k: number) {
  const { labels, centroids } = KMeans.fit(values, { k });
  const options: ClustersOptions = {
    title: `k-means, k = ${k}`,
    subtitle: "a table",
    columns: values[0].map((_, j) => `x${j}`),
    values: Float64Array.from(values.flat()),
    seed: 0,
  };
  return { options, clusters: { labels, centers: centroids } };
}
