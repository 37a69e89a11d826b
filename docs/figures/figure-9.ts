import * as Plot from "@observablehq/plot";
import { GaussianMixture, KMeans } from "mixtura";
import { matricesOf, PAIR, sampleRows } from "./data.js";
import { cornersOf, discs, ellipses, labelled, regions, shaded, XY } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, outerAxes, planeAround } from "./plane.js";
import { huesOf, INK } from "./theme.js";

const DISC = 5;
const FAR = [18, 3.2];

/** What one far point does to k-means, and what a Gaussian mixture says of it. */
export function figure9(): string {
  const { rows: near } = sampleRows(PAIR, 60, 4);
  const rows = [...near, FAR];
  const hard = KMeans.fit(rows, { k: 2, restarts: 10 });
  const mixture = GaussianMixture.fit(rows, { k: 3, covariance: "full", restarts: 10 });
  const [hardHues, hues] = [hard.centroids, mixture.means].map(huesOf);
  const covariances = matricesOf(mixture);
  const plane = planeAround([...rows, ...cornersOf(mixture.means, covariances, 2)], 730);
  const sizes = Array.from(hard.sizes).toSorted((a, b) => b - a);
  const [{ code, cause, rows: named }] = mixture.diagnostics;

  const panels = [
    {
      title: "k-means, k = 2",
      note: `clusters of ${sizes.join(" and ")}: the far point has a centroid to itself, and both groups share the other`,
      marks: [
        ...regions(hard.centroids, hardHues),
        labelled(rows, hard.labels, hardHues),
        ...discs(hard.centroids, hardHues, DISC),
      ],
    },
    {
      title: "Gaussian mixture, k = 3",
      note: `the others are as without it, and diagnostics names it: ${code}, cause "${String(cause)}", row ${String(named)}`,
      marks: [
        shaded(rows, mixture.responsibilities(rows), hues),
        ...[1, 2].flatMap((deviations) => ellipses(mixture.means, covariances, deviations, hues)),
        ...discs(mixture.means, hues, DISC),
      ],
    },
  ];
  return page(
    {
      number: 9,
      title: "One far point takes a component, and the mixture says so",
      subtitle: `${near.length} points in two groups, and one far away, ringed; full covariances, ellipses at 1σ and 2σ`,
      description: `Two panels with the same two groups of points and, far to the right of them, a single one. ${panels.map(({ title, note }) => `${title}: ${note}.`).join(" ")}`,
    },
    panels.map(({ title, note, marks }, i) =>
      drawPlane(
        plane,
        [...marks, Plot.dot([FAR], { ...XY, r: 11, stroke: INK, strokeDasharray: "2 2" })],
        { captions: { title, note }, axes: outerAxes(i, panels.length, 1) },
      ),
    ),
  );
}
