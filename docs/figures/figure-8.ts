import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { matricesOf, sampleShapes } from "./data.js";
import { discs, ellipses, labelled, regions, shaded, shades } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, planeAround } from "./plane.js";
import { huesOf } from "./theme.js";

const COLUMNS = 3;
const WIDTH = 236;
/** Large enough to be read on a phone. */
const TITLE = 22;
const DISC = 6;

/** The same points by each of the three models. */
export function figure8(): string {
  const { rows } = sampleShapes();
  const plane = planeAround(rows, WIDTH);
  const options = { k: 3, restarts: 10 };
  const hard = KMeans.fit(rows, options);
  const stiffness = Number(((2 * rows.length) / hard.inertia).toPrecision(2));
  const soft = SoftKMeans.fit(rows, { ...options, stiffness });
  const mixture = GaussianMixture.fit(rows, { ...options, covariance: "full" });
  const [hardHues, softHues, mixtureHues] = [hard.centroids, soft.centroids, mixture.means].map(
    huesOf,
  );

  const panels = [
    {
      title: "Hard k-means",
      note: "the nearest takes all",
      marks: [
        ...regions(hard.centroids, hardHues),
        labelled(rows, hard.labels, hardHues),
        ...discs(hard.centroids, hardHues, DISC),
      ],
    },
    {
      title: "Soft k-means",
      note: "shared by distance",
      marks: [
        ...shades(plane, (points) => soft.responsibilities(points), softHues),
        shaded(rows, soft.responsibilities(rows), softHues),
        ...discs(soft.centroids, softHues, DISC),
      ],
    },
    {
      title: "Gaussian mixture",
      note: "shared by shape",
      marks: [
        ...shades(plane, (points) => mixture.responsibilities(points), mixtureHues),
        shaded(rows, mixture.responsibilities(rows), mixtureHues),
        ...[1, 2].flatMap((deviations) =>
          ellipses(mixture.means, matricesOf(mixture), deviations, mixtureHues),
        ),
        ...discs(mixture.means, mixtureHues, DISC),
      ],
    },
  ];
  return page(
    {
      number: 8,
      title: "Hard k-means, soft k-means and a Gaussian mixture on the same points",
      description: `Three panels with the same ${rows.length} points, which lie in a long slanted cloud, a small dense one and a wide one. Hard k-means parts the plane by straight borders and gives the ends of the long cloud to its neighbours. Soft k-means, β = ${stiffness}, shades the points near the borders. The Gaussian mixture finds the three clouds: ellipses at 1σ and 2σ show their shapes.`,
      columns: COLUMNS,
    },
    panels.map(({ title, note, marks }) =>
      drawPlane(plane, marks, { captions: { title, note, size: TITLE }, axes: "none" }),
    ),
  );
}
