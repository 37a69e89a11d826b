import * as Plot from "@observablehq/plot";
import { ticksOf, tickTexts } from "../content/axes.js";
import { GRID, INK, MUTED, PANEL } from "../content/colors.js";
import type { Axis } from "../content/picture.js";
import { document } from "./drawing.js";
import { fitted, widthOf, type Sheet } from "./page.js";

/** What a panel is drawn on. */
export interface Frame {
  readonly title?: string | undefined;
  readonly x: Axis;
  readonly y: Axis;
  /** Of what is within the axes, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Whether a panel at the left has named the axis already. */
  readonly follows: boolean;
  /** Whether lines of the grid stand up too. */
  readonly upright: boolean;
}

const EDGE = 10;
const SIZE = 12;

const AXIS = {
  color: MUTED,
  fontSize: SIZE,
  tickSize: 0,
  tickPadding: 6,
  labelArrow: "none",
  labelAnchor: "center",
} as const;

/** Marks within axes that have their names and numbers. */
export function framed(frame: Frame, marks: readonly Plot.Markish[]): Sheet {
  const { title, x, y, follows, upright } = frame;
  const yTicks = ticksOf(y, Math.round(frame.height / 55));
  const yTexts = tickTexts(yTicks);
  const xTicks = roomyTicks(x, frame.width);
  const xTexts = tickTexts(xTicks);
  const numbers = Math.ceil(Math.max(...yTexts.map((text) => widthOf(text, SIZE)), 0)) + 8;
  const marginLeft = follows ? EDGE : numbers + 24;
  const marginTop = title === undefined ? EDGE : 28;
  const marginBottom = 44;
  const width = marginLeft + frame.width + EDGE;
  const height = marginTop + frame.height + marginBottom;
  const grid = { stroke: GRID, strokeOpacity: 1 };
  const textOf = (ticks: readonly number[], texts: readonly string[]) => (tick: number) =>
    texts[ticks.indexOf(tick)];
  const drawing = Plot.plot({
    document,
    ...{ width, height, marginTop, marginRight: EDGE, marginBottom, marginLeft },
    x: { domain: x.domain, axis: null },
    y: { domain: y.domain, axis: null },
    r: { type: "identity" },
    color: { type: "identity" },
    marks: [
      Plot.frame({ fill: PANEL, stroke: "none" }),
      ...(upright ? [Plot.gridX(xTicks, grid)] : []),
      Plot.gridY(yTicks, grid),
      ...marks,
      Plot.frame({ stroke: MUTED, strokeOpacity: 0.4 }),
      Plot.axisX(xTicks, {
        ...AXIS,
        ...{ tickFormat: textOf(xTicks, xTexts), label: fitted(x.name, frame.width, SIZE) },
        labelOffset: 38,
      }),
      follows
        ? undefined
        : Plot.axisY(yTicks, {
            ...AXIS,
            ...{ tickFormat: textOf(yTicks, yTexts), label: fitted(y.name, frame.height, SIZE) },
            labelOffset: numbers + 14,
          }),
      title === undefined
        ? undefined
        : Plot.text([fitted(title, frame.width, 14)], {
            ...{ frameAnchor: "top-left", lineAnchor: "bottom", dy: -9 },
            ...{ fontSize: 14, fontWeight: 600, fill: INK },
          }),
    ],
  });
  return { width, height, drawing };
}

/** As many round numbers as have room side by side. */
function roomyTicks(axis: Axis, width: number): number[] {
  for (let most = Math.max(Math.round(width / 70), 2); most > 2; most--) {
    const ticks = ticksOf(axis, most);
    const widest = Math.max(...tickTexts(ticks).map((text) => widthOf(text, SIZE)));
    if (ticks.length * (widest + 14) <= width) return ticks;
  }
  return ticksOf(axis, 2);
}
