import { KMeans } from "mixtura";
import { samplePairs } from "./data.js";
import { discs, labelled, regions } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, planeAround } from "./plane.js";
import { huesOf } from "./theme.js";

/** Hard k-means in the plane, k = 2. */
export function figure2(): string {
  const { rows } = samplePairs();
  const { centroids, labels } = KMeans.fit(rows, { k: 2 });
  const hues = huesOf(centroids);
  return page(
    {
      number: 2,
      title: "Hard k-means, k = 2: every point belongs to the nearest centroid",
      subtitle: `${rows.length} points in the colour of their label; discs are centroids, the dashed line is equally far from both`,
      description: `Points in the plane, those on the left blue and those on the right orange, parted by the straight line half-way between the two centroids.`,
    },
    [
      drawPlane(planeAround(rows, 680), [
        ...regions(centroids, hues),
        labelled(rows, labels, hues),
        ...discs(centroids, hues),
      ]),
    ],
  );
}
