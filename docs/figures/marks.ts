/** What stands in the plane. Hues are one a component. */
import * as Plot from "@observablehq/plot";
import type { Plane } from "./plane.js";
import { deepen, INK, mix, PANEL, RIM } from "./theme.js";

type Points = readonly (readonly number[])[];
type Hues = readonly string[];
type Matrix = readonly (readonly number[])[];

export const XY = { x: "0", y: "1" } as const;

/** Points, each in a colour of its own. */
export function cloud(points: Points, fill: Hues, r = 3): Plot.Markish {
  return Plot.dot(points, { ...XY, r, fill, stroke: RIM, strokeWidth: 0.5 });
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

/** The plane in the hues of the components, each as strong as its share is there, from a half up. */
export function shades(
  { x, y }: Plane,
  responsibilities: (points: [number, number][]) => Float64Array,
  hues: Hues,
): Plot.Markish[] {
  return hues.map((hue, c) =>
    Plot.contour({
      ...{ x1: x[0], x2: x[1], y1: y[0], y2: y[1], pixelSize: 6 },
      value: (u: number, v: number) => responsibilities([[u, v]])[c],
      ...{ thresholds: [0.4, 0.55, 0.7, 0.85, 0.95], fill: hue, fillOpacity: 0.03, stroke: "none" },
    }),
  );
}

/** The part of the plane that is nearest to each centroid, and the borders between. */
export function regions(centroids: Points, hues: Hues): Plot.Markish[] {
  return [
    Plot.voronoi(centroids, { ...XY, fill: hues, fillOpacity: 0.12 }),
    Plot.voronoiMesh(centroids, { ...XY, stroke: INK, strokeOpacity: 0.5, strokeDasharray: "4 3" }),
  ];
}

/** Centroids or means. */
export function discs(means: Points, hues: Hues, r = 7): Plot.Markish[] {
  return [
    Plot.dot(means, { ...XY, r: r + 2, fill: PANEL }),
    Plot.dot(means, { ...XY, r, fill: hues, stroke: INK, strokeWidth: 1.5 }),
  ];
}

/** So many standard deviations round each mean, as the covariance of its component has them. */
export function ellipses(
  means: Points,
  covariances: readonly Matrix[],
  deviations: number,
  hues: Hues,
  strokeDasharray = "none",
): Plot.Markish[] {
  return means.flatMap((mean, c) => {
    const line = ellipse(mean, covariances[c], deviations);
    return [
      Plot.line(line, {
        ...{ ...XY, fill: hues[c], fillOpacity: 0.1 },
        ...{ stroke: PANEL, strokeWidth: 3.5, strokeOpacity: 0.7 },
      }),
      Plot.line(line, { ...XY, stroke: deepen(hues[c]), strokeWidth: 2, strokeDasharray }),
    ];
  });
}

/** The corners of the boxes round such ellipses, for a window that shows them all. */
export function cornersOf(means: Points, covariances: readonly Matrix[], deviations: number) {
  return means.flatMap((mean, c) =>
    [-deviations, deviations].map((times) =>
      mean.map((value, j) => value + times * Math.sqrt(covariances[c][j][j])),
    ),
  );
}

/** The Cholesky factor takes the circle to the ellipse. */
function ellipse([x, y]: readonly number[], [[a, b], [, d]]: Matrix, deviations: number) {
  const [width, slant] = [Math.sqrt(a), b / Math.sqrt(a)];
  const height = Math.sqrt(d - slant * slant);
  return Array.from({ length: 73 }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / 72;
    const [u, v] = [deviations * Math.cos(angle), deviations * Math.sin(angle)];
    return [x + width * u, y + slant * u + height * v];
  });
}
