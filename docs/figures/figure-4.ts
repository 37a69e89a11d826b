import * as Plot from "@observablehq/plot";
import { componentsOf, densityOf, drawCurves } from "./curves.js";
import { LINE, sigmasOf } from "./data.js";
import { XY } from "./marks.js";
import { page } from "./page.js";
import { deepen, huesOf, INK, PANEL } from "./theme.js";

/** The density of two Gaussians on a line, with what each parameter means in it. */
export function figure4(): string {
  const hues = huesOf(LINE.means);
  const density = densityOf(LINE);
  const sigmas = sigmasOf(LINE);
  return page(
    {
      number: 4,
      title: "The density of a mixture is the sum of its components",
      subtitle:
        "two Gaussians on a line: π is the area under a component, μ its middle, σ its width",
      description: `Two bell curves over the line and, as their sum, the density of the mixture with two humps. Left: ${LINE.weights[0]} of the area round ${LINE.means[0][0]}, standard deviation ${sigmas[0]}. Right: ${LINE.weights[1]} of the area round ${LINE.means[1][0]}, standard deviation ${sigmas[1]}.`,
    },
    [
      drawCurves([
        ...componentsOf(LINE).flatMap((curve, k) => [
          Plot.areaY(curve, { ...XY, fill: hues[k], fillOpacity: 0.16 }),
          Plot.line(curve, { ...XY, stroke: hues[k], strokeWidth: 2 }),
        ]),
        Plot.line(density, { ...XY, stroke: INK, strokeWidth: 2.5 }),
        ...LINE.weights.flatMap((_, k) => parameters(k, hues[k])),
        Plot.text([[9.75, 0.31]], {
          ...XY,
          text: ["p(x) = π₁ N(x; μ₁, σ₁²) + π₂ N(x; μ₂, σ₂²)"],
          ...{ fontSize: 15, fontWeight: 600, fill: INK, textAnchor: "end" },
        }),
      ]),
    ],
  );
}

/** Lines and words for π, μ and σ of a component. */
function parameters(k: number, hue: string): Plot.Markish[] {
  const weight = LINE.weights[k];
  const [mean] = LINE.means[k];
  const sigma = sigmasOf(LINE)[k];
  const peak = weight / (sigma * Math.sqrt(2 * Math.PI));
  const shoulder = peak * Math.exp(-0.5);
  const top = Math.exp(LINE.logDensity([mean])[0]);
  // Outwards, where there is room.
  const side = k === 0 ? -1 : 1;
  const color = deepen(hue);
  const label = (x: number, y: number, text: string, options: Plot.TextOptions) =>
    Plot.text([[x, y]], {
      ...{ ...XY, text: [text], fontSize: 15, fontWeight: 600, fill: color, ...options },
    });
  const name = ["₁", "₂"][k];
  return [
    Plot.ruleX([mean], { y1: 0.075, y2: peak, stroke: color, strokeDasharray: "4 3" }),
    Plot.ruleX([mean], { y1: 0, y2: 0.045, stroke: color, strokeDasharray: "4 3" }),
    Plot.arrow([0], {
      ...{ x1: mean, x2: mean + side * sigma, y1: shoulder, y2: shoulder },
      ...{ stroke: color, strokeWidth: 2, headLength: 5, insetEnd: 2 },
    }),
    label(mean + side * sigma, shoulder, `σ${name} = ${sigma}`, {
      dx: side * 12,
      textAnchor: side < 0 ? "end" : "start",
    }),
    // With a halo, for a line of the grid is behind.
    label(mean, top, `μ${name} = ${mean}`, { dy: -16, stroke: PANEL, strokeWidth: 5 }),
    label(mean, 0.06, `π${name} = ${weight}`, {}),
  ];
}
