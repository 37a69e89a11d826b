import * as Plot from "@observablehq/plot";
import { deepen, PANEL } from "../content/colors.js";
import { hueOf } from "../content/hues.js";
import type { Curve } from "../content/picture.js";
import { framed, type Frame } from "./frame.js";
import type { Sheet } from "./page.js";

const XY = { x: "0", y: "1" } as const;

export function drawCurve(picture: Curve, size: Omit<Frame, "x" | "y" | "upright">): Sheet {
  const { points, chosen, x, y, title } = picture;
  const stroke = hueOf(0);
  const marked = points.filter(([k]) => k === chosen);
  return framed({ ...size, x, y, title, upright: false }, [
    Plot.ruleX(marked, {
      x: "0",
      stroke: deepen(stroke),
      strokeOpacity: 0.6,
      strokeDasharray: "4 3",
    }),
    Plot.line(points, { ...XY, stroke, strokeWidth: 2 }),
    Plot.dot(points, { ...XY, r: 4, fill: stroke, stroke: PANEL, strokeWidth: 1.5 }),
    Plot.dot(marked, { ...XY, r: 9, stroke: deepen(stroke), strokeWidth: 2 }),
  ]);
}
