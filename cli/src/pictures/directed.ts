import type { KMeans, SoftKMeans } from "mixtura";
import type { Model } from "../algorithms/algorithm.js";
import type { Clusters } from "./content/clusters-picture.js";

/**
 * Clusters of directions among rows that have lengths, too: each centre is as far out as the rows of
 * its cluster are on average, for centroids of length 1 may lie far from all of them.
 *
 * @param values n × d, row-major
 */
export function directed(
  { centroids, dimensions: d, standardization }: KMeans | SoftKMeans,
  labels: ArrayLike<number>,
  values: Float64Array,
): Pick<Clusters, "centers" | "borders"> {
  const origin = standardization?.means ?? new Array<number>(d).fill(0);
  const scales = standardization?.scales ?? new Array<number>(d).fill(1);
  const lengths = centroids.map(() => ({ sum: 0, rows: 0 }));
  for (let i = 0; i < labels.length; i++) {
    const parts = origin.map((at, j) => (values[i * d + j] - at) / scales[j]);
    lengths[labels[i]].sum += Math.hypot(...parts);
    lengths[labels[i]].rows++;
  }
  return {
    centers: centroids.map((centroid, c) => {
      const { sum, rows } = lengths[c];
      const length = rows === 0 ? 1 : sum / rows;
      return centroid.map((value, j) => origin[j] + length * (value - origin[j]));
    }),
    // Of one column, the sign is all the direction there is.
    borders: centroids.length > 1 ? [origin[0]] : [],
  };
}

/** What a picture of directions needs said. */
export function directionsCaption({ standardization }: Model): string {
  const from = standardization === undefined ? "0" : "the means of the columns";
  return `clusters by direction from ${from} alone (cosine); centres are drawn at the mean length of their rows`;
}
