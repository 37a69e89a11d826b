import * as Plot from "@observablehq/plot";
import { BARS, deepen, INK, MUTED } from "../content/colors.js";
import { hueOf } from "../content/hues.js";
import type { Histogram, Point } from "../content/picture.js";
import { numbered } from "./discs.js";
import { framed, type Frame } from "./frame.js";
import type { Sheet } from "./page.js";

const XY = { x: "0", y: "1" } as const;

/** Pixels from the axis to the middle of a number. */
const FOOT = 18;

export function drawHistogram(picture: Histogram, size: Omit<Frame, "x" | "y" | "upright">): Sheet {
  const { bars, centers, borders, densities, x, y, title } = picture;
  const frame = { ...size, x, y, title, upright: false };
  const blocks = bars.flatMap(({ from, to, heights }) => {
    let top = 0;
    return heights.flatMap((height, cluster) => {
      const bottom = top;
      top += height;
      return height > 0 ? [{ from, to, bottom, top, cluster }] : [];
    });
  });
  // At the foot, where the numbers hide least.
  const foot = ((y.domain[1] - y.domain[0]) * FOOT) / size.height;
  const feet = centers.map((center): Point => [center, y.domain[0] + foot]);
  return framed(frame, [
    Plot.rect(blocks, {
      ...{ x1: "from", x2: "to", y1: "bottom", y2: "top", insetRight: 0.75 },
      fill: densities === null ? ({ cluster }) => hueOf(cluster as number) : BARS,
      clip: true,
    }),
    ...(densities === null ? [] : curves(densities, y.domain[1])),
    Plot.ruleX(borders, { stroke: INK, strokeOpacity: 0.6, strokeDasharray: "4 3" }),
    Plot.ruleY([y.domain[0]], { stroke: MUTED }),
    ...numbered(feet, frame),
  ]);
}

/** Each density, and their sum, a little farther up than is seen: pixels too far off cannot be drawn. */
function curves(densities: readonly (readonly Point[])[], top: number): Plot.Markish[] {
  const low = (curve: readonly Point[]) => curve.map(([x, y]): Point => [x, Math.min(y, 2 * top)]);
  const sum = low(
    densities[0].map(([x], i): Point => [
      x,
      densities.reduce((height, curve) => height + curve[i][1], 0),
    ]),
  );
  return [
    ...densities.map(low).flatMap((curve, c) => [
      Plot.areaY(curve, {
        x: "0",
        y1: 0,
        y2: "1",
        clip: true,
        fill: hueOf(c),
        fillOpacity: 0.16,
      }),
      Plot.line(curve, { ...XY, clip: true, stroke: deepen(hueOf(c)), strokeWidth: 2 }),
    ]),
    Plot.line(sum, { ...XY, clip: true, stroke: INK, strokeWidth: 2 }),
  ];
}
