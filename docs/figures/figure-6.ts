import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import { sampleRows, sigmasOf, UNEQUAL } from "./data.js";
import { circles, discs, labelled, regions, shaded } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, outerAxes, planeAround } from "./plane.js";
import { huesOf, leftToRight } from "./theme.js";

const STIFFNESS = 2;
const COLUMNS = 2;
const DISC = 5;

/** One sample of a narrow and a wide Gaussian, and what each of the three models makes of it. */
export function figure6(): string {
  const { rows, labels } = sampleRows(UNEQUAL, 400, 167);
  const plane = planeAround(rows, 350);
  const rings = (means: number[][], sigmas: readonly number[]) =>
    circles(
      means,
      sigmas.map((sigma) => sigma * plane.unit),
      huesOf(means),
    );

  const hard = KMeans.fit(rows, { k: 2, restarts: 10 });
  const soft = SoftKMeans.fit(rows, { k: 2, stiffness: STIFFNESS, restarts: 10 });
  const mixture = GaussianMixture.fit(rows, { k: 2, restarts: 10 });
  const [hardHues, softHues, mixtureHues] = [hard.centroids, soft.centroids, mixture.means].map(
    huesOf,
  );
  const width = 1 / Math.sqrt(STIFFNESS);
  const shares = (sizes: readonly number[]) => sizes.map((size) => size / rows.length);

  const panels = [
    {
      title: "The sample: a narrow and a wide Gaussian",
      note: `σ ${pair(UNEQUAL.means, sigmasOf(UNEQUAL))}, π ${pair(UNEQUAL.means, UNEQUAL.weights)}`,
      marks: [
        labelled(rows, labels, huesOf(UNEQUAL.means)),
        ...rings(UNEQUAL.means, sigmasOf(UNEQUAL)),
      ],
    },
    {
      title: "Hard k-means: no widths",
      note: `shares ${pair(hard.centroids, shares(hard.sizes))}`,
      marks: [
        ...regions(hard.centroids, hardHues),
        labelled(rows, hard.labels, hardHues),
        ...discs(hard.centroids, hardHues, DISC),
      ],
    },
    {
      title: "Soft k-means: one width for all",
      note: `β = ${STIFFNESS}, so σ = 1/√β = ${width.toFixed(2)}; shares ${pair(soft.centroids, shares(soft.sizes))}`,
      marks: [
        shaded(rows, soft.responsibilities(rows), softHues),
        ...rings(soft.centroids, [width, width]),
        ...discs(soft.centroids, softHues, DISC),
      ],
    },
    {
      title: "Gaussian k-means: a width for each",
      note: `σ ${pair(mixture.means, sigmasOf(mixture))}, π ${pair(mixture.means, mixture.weights)}`,
      marks: [
        shaded(rows, mixture.responsibilities(rows), mixtureHues),
        ...rings(mixture.means, sigmasOf(mixture)),
        ...discs(mixture.means, mixtureHues, DISC),
      ],
    },
  ];
  return page(
    {
      number: 6,
      title: "Only Gaussian k-means sees that one cluster is narrow and the other wide",
      subtitle: `${rows.length} points shaded by responsibility; circles have radius σ, discs are centroids or means`,
      description: `Four panels with the same points. ${panels.map(({ title, note }) => `${title} (${note}).`).join(" ")} Hard and soft k-means give the near flank of the wide cluster to the narrow one; Gaussian k-means finds both as they are.`,
      columns: COLUMNS,
    },
    panels.map(({ title, note, marks }, i) =>
      drawPlane(plane, marks, {
        captions: { title, note },
        axes: outerAxes(i, panels.length, COLUMNS),
      }),
    ),
  );
}

/** A number of each component, from left to right. */
function pair(means: number[][], values: readonly number[]): string {
  return leftToRight(means)
    .map((c) => values[c].toFixed(2))
    .join(" and ");
}
