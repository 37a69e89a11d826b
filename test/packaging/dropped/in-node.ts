import { KMeans } from "mixtura";
import { openSource } from "mixtura-data";

/** What examples/drop-a-file shows of a file, found in Node: rows, share and centroid of each cluster. */
export async function clustersInNode(path: string): Promise<number[][]> {
  const source = await openSource(path);
  const options = { k: 6, start: "k-means||", standardize: true } as const;
  const { centroids, sizes } = await KMeans.fitStream(source, options);
  const rows = sizes.reduce((sum, size) => sum + size);
  return centroids
    .map((centroid, c) => [sizes[c], sizes[c] / rows, ...centroid])
    .sort(([size], [other]) => other - size);
}
