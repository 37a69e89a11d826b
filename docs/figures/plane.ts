import * as Plot from "@observablehq/plot";
import { document } from "../../cli/src/pictures/svg/drawing.js";
import type { Panel } from "./page.js";
import { AXIS, GRID, INK, MUTED, PANEL } from "./theme.js";

/** A window on the plane, with the same scale on both axes. */
export interface Plane {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  /** Pixels a unit. */
  readonly unit: number;
}

/** In units. */
const MARGIN = 0.1;

/** The window, `width` pixels wide, that shows all points with some room to spare. */
export function planeAround(points: readonly (readonly number[])[], width: number): Plane {
  const [x, y] = [0, 1].map((j): [number, number] => {
    const values = points.map((point) => point[j]);
    const [least, most] = [Math.min(...values) - MARGIN, Math.max(...values) + MARGIN];
    return [Math.floor(2 * least) / 2, Math.ceil(2 * most) / 2];
  });
  return { x, y, unit: width / (x[1] - x[0]) };
}

export interface PlaneOptions {
  /** Two lines above the frame; `size` in pixels is that of the first, 14 by default. */
  readonly captions?: { readonly title: string; readonly note: string; readonly size?: number };
  /** Which axes are named and numbered: both by default; "none" is without a grid too. */
  readonly axes?: { readonly x: boolean; readonly y: boolean } | "none";
}

/** The axes of the i-th of `count` panels in rows of `columns`: only where no panel follows. */
export function outerAxes(i: number, count: number, columns: number) {
  return { x: i + columns >= count, y: i % columns === 0 };
}

/** Pixels round the frame: for an axis, for half a number at the end of one. */
const NUMBERS = 36;
const EDGE = 10;

/** Whole numbers, so far apart that they can be read. */
function wholeNumbers([from, to]: readonly [number, number], unit: number): number[] {
  const step = [1, 2, 5].find((step) => step * unit >= 40) ?? 10;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** A panel that shows a part of the plane. */
export function drawPlane(
  { x, y, unit }: Plane,
  marks: readonly Plot.Markish[],
  { captions, axes: asked = { x: true, y: true } }: PlaneOptions = {},
): Panel {
  const axes = asked === "none" ? { x: false, y: false } : asked;
  const { title = "", note = "", size = 14 } = captions ?? {};
  const marginTop = captions === undefined ? EDGE : 3 * size;
  const marginBottom = axes.x ? NUMBERS : EDGE;
  const marginLeft = axes.y ? NUMBERS : EDGE;
  const width = marginLeft + (x[1] - x[0]) * unit + EDGE;
  const height = marginTop + (y[1] - y[0]) * unit + marginBottom;
  const [xTicks, yTicks] = [x, y].map((domain) => wholeNumbers(domain, unit));
  const grid = { stroke: GRID, strokeOpacity: 1 };
  const axis = { ...AXIS, tickFormat: "d", labelOffset: 33 };
  const drawing = Plot.plot({
    document,
    ...{ width, height, marginTop, marginRight: EDGE, marginBottom, marginLeft },
    x: { domain: x, axis: null },
    y: { domain: y, axis: null },
    r: { type: "identity" },
    color: { type: "identity" },
    marks: [
      Plot.frame({ fill: PANEL, stroke: "none" }),
      ...(asked === "none" ? [] : [Plot.gridX(xTicks, grid), Plot.gridY(yTicks, grid)]),
      ...marks,
      Plot.frame({ stroke: MUTED, strokeOpacity: 0.4 }),
      axes.x ? Plot.axisX(xTicks, { ...axis, label: "x₁" }) : undefined,
      axes.y ? Plot.axisY(yTicks, { ...axis, label: "x₂" }) : undefined,
      caption(title, -1.7 * size, { fontSize: size, fontWeight: 600, fill: INK }),
      caption(note, -0.6 * size, { fontSize: Math.round(0.85 * size), fill: MUTED }),
    ],
  });
  return { width, height, drawing };
}

function caption(text: string, dy: number, style: Plot.TextOptions): Plot.Markish {
  return Plot.text([text], { ...style, frameAnchor: "top-left", lineAnchor: "bottom", dy });
}
