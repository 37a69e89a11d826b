import * as Plot from "@observablehq/plot";
import { KMeans, type KMeansStep } from "mixtura";
import { CLOSE, sampleRows } from "./data.js";
import { cloud, discs, labelled, regions, XY } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, outerAxes, planeAround } from "./plane.js";
import { huesOf, INK, PANEL, UNLABELLED } from "./theme.js";

const COLUMNS = 3;
const POINT = 2.2;
const DISC = 5;

/** Every iteration of hard k-means from two of the points. */
export function figure1(): string {
  const { rows } = sampleRows(CLOSE, 160, 438);
  // As good as `start: "sample"`, for a sample has no order; and known, so that it can be drawn.
  const start = rows.slice(0, 2);
  const steps = [...KMeans.steps(rows, { k: 2, start: { centroids: start } })];
  const paths = [start, ...steps.map(({ centroids }) => centroids)];
  const hues = huesOf(paths.at(-1)!);
  const plane = planeAround(rows, 226);
  const axes = (i: number) => outerAxes(i, paths.length, COLUMNS);

  const first = drawPlane(
    plane,
    [cloud(rows, Array<string>(rows.length).fill(UNLABELLED), POINT), ...discs(start, hues, DISC)],
    { captions: { title: "Start", note: "centroids on two of the points" }, axes: axes(0) },
  );
  const panels = steps.map(({ iteration, centroids, labels, inertia }, s) => {
    const note = [`inertia ${inertia.toFixed(0)}`, s > 0 ? changes(steps[s - 1], steps[s]) : ""];
    return drawPlane(
      plane,
      [
        ...regions(centroids, hues),
        labelled(rows, labels, hues, POINT),
        changed(s > 0 ? steps[s - 1].labels : labels, labels, rows),
        ...trails(paths.slice(0, iteration + 1)),
        ...discs(centroids, hues, DISC),
      ],
      {
        captions: { title: `Iteration ${iteration}`, note: note.filter(Boolean).join(" · ") },
        axes: axes(iteration),
      },
    );
  });
  return page(
    {
      number: 1,
      title: `From two random points to the two clusters in ${steps.length} iterations`,
      subtitle: `hard k-means, k = 2, on ${rows.length} points: rings mark points that change hands, lines the way of the centroids`,
      description: `${paths.length} small pictures of the same points. In the first, two of them are the centroids. In each that follows the centroids have moved to the mean of their points and the border between the two colours turns with them; points that have changed hands are ringed, until there are none. The inertia falls from ${steps[0].inertia.toFixed(0)} to ${steps.at(-1)!.inertia.toFixed(0)}.`,
      columns: COLUMNS,
    },
    [first, ...panels],
  );
}

/** How many labels an iteration changed. */
function changes(before: KMeansStep, after: KMeansStep): string {
  const count = after.labels.filter((label, i) => label !== before.labels[i]).length;
  return count === 0
    ? "no label changes"
    : `${count} label${count === 1 ? " changes" : "s change"}`;
}

/** A ring round each point that has another label than before. */
function changed(before: Int32Array, after: Int32Array, rows: number[][]): Plot.Markish {
  const moved = rows.filter((_, i) => before[i] !== after[i]);
  return Plot.dot(moved, { ...XY, r: POINT + 2, stroke: INK, strokeWidth: 1.25 });
}

/** The way of each centroid so far, with a ring where it began. */
function trails(paths: readonly number[][][]): Plot.Markish[] {
  return paths[0].flatMap((start, c) => {
    const path = paths.map((centroids) => centroids[c]);
    return [
      Plot.line(path, { ...XY, stroke: PANEL, strokeWidth: 4 }),
      Plot.line(path, { ...XY, stroke: INK, strokeWidth: 1.5 }),
      Plot.dot([start], { ...XY, r: 2.5, fill: PANEL, stroke: INK, strokeWidth: 1.25 }),
    ];
  });
}
