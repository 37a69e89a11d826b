import { KMeans } from "mixtura";
import { samplePairs } from "./data.js";
import { discs, labelled, regions } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, planeAround } from "./plane.js";
import { huesOf } from "./theme.js";

/** Hard k-means in the plane, k = 4. */
export function figure3(): string {
  const { rows } = samplePairs();
  const { centroids, labels } = KMeans.fit(rows, { k: 4, restarts: 10 });
  const hues = huesOf(centroids);
  return page(
    {
      number: 3,
      title: "Hard k-means, k = 4: the centroids part the plane into cells",
      subtitle: `the same ${rows.length} points in the colour of their label; discs are centroids, dashed lines the borders of their cells`,
      description: `The points of figure 2 in four colours, one a group, parted by straight borders into the cells of their four centroids.`,
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
