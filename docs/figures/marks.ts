/** What stands in the plane. Hues are one a component. */
import * as Plot from "@observablehq/plot";
import { deepen, INK, mix } from "./theme.js";

type Points = readonly (readonly number[])[];
type Hues = readonly string[];

export const XY = { x: "0", y: "1" } as const;

/** Points, each in a colour of its own. */
export function cloud(points: Points, fill: Hues, r = 3): Plot.Markish {
  return Plot.dot(points, { ...XY, r, fill, stroke: "#fff", strokeWidth: 0.5 });
}

/** Points in the colour of their label. */
export function labelled(points: Points, labels: Int32Array, hues: Hues, r?: number) {
  const fill = Array.from(labels, (label) => hues[label]);
  return cloud(points, fill, r);
}

/** Points whose colour mixes those of the components by responsibility, n × k. */
export function shaded(points: Points, responsibilities: Float64Array, hues: Hues) {
  const k = hues.length;
  const fill = points.map((_, n) => mix(hues, responsibilities.subarray(n * k, (n + 1) * k)));
  return cloud(points, fill);
}

/** The part of the plane that is nearest to each centroid, and the borders between. */
export function regions(centroids: Points, hues: Hues): Plot.Markish[] {
  return [
    Plot.voronoi(centroids, { ...XY, fill: hues, fillOpacity: 0.07 }),
    Plot.voronoiMesh(centroids, { ...XY, stroke: INK, strokeOpacity: 0.5, strokeDasharray: "4 3" }),
  ];
}

/** Centroids or means. */
export function discs(means: Points, hues: Hues, r = 7): Plot.Markish[] {
  return [
    Plot.dot(means, { ...XY, r: r + 2, fill: "#fff" }),
    Plot.dot(means, { ...XY, r, fill: hues, stroke: INK, strokeWidth: 1.5 }),
  ];
}

/** Circles of these radii, in pixels, round the means. */
export function circles(
  means: Points,
  radii: readonly number[],
  hues: Hues,
  strokeDasharray = "none",
): Plot.Markish[] {
  const ring = { ...XY, r: radii };
  return [
    Plot.dot(means, { ...ring, stroke: "#fff", strokeWidth: 3.5, strokeOpacity: 0.7 }),
    Plot.dot(means, { ...ring, stroke: hues.map(deepen), strokeWidth: 2, strokeDasharray }),
  ];
}
