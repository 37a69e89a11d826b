import * as Plot from "@observablehq/plot";
import type { GaussianMixture } from "mixtura";
import { document } from "../../cli/src/pictures/svg/drawing.js";
import type { Panel } from "./page.js";
import { AXIS, GRID, MUTED, PANEL } from "./theme.js";

/** The part of the line that figures 1 and 2 show. */
export const DOMAIN = [0, 10] as const;
const HIGHEST = 0.34;

/** A panel for densities over the line. */
export function drawCurves(marks: readonly Plot.Markish[]): Panel {
  const width = 760;
  const height = 400;
  const drawing = Plot.plot({
    document,
    ...{ width, height, marginTop: 8, marginRight: 8, marginBottom: 40, marginLeft: 50 },
    x: { domain: DOMAIN, axis: null },
    y: { domain: [0, HIGHEST], axis: null },
    color: { type: "identity" },
    marks: [
      Plot.frame({ fill: PANEL, stroke: "none" }),
      Plot.gridY({ stroke: GRID, strokeOpacity: 1, ticks: 6 }),
      ...marks,
      Plot.frame({ stroke: MUTED, strokeOpacity: 0.4 }),
      Plot.axisX({ ...AXIS, label: "x", labelOffset: 36 }),
      Plot.axisY({ ...AXIS, label: "density", ticks: 6, labelOffset: 46 }),
    ],
  });
  return { width, height, drawing };
}

/** Points to draw curves through. */
const GRID_POINTS = Array.from(
  { length: 401 },
  (_, i) => DOMAIN[0] + ((DOMAIN[1] - DOMAIN[0]) * i) / 400,
);

/** The density of a mixture as points of a curve. */
export function densityOf(mixture: GaussianMixture): [number, number][] {
  const logarithms = mixture.logDensity(GRID_POINTS);
  return GRID_POINTS.map((x, i) => [x, Math.exp(logarithms[i])]);
}

/** π_k N(x; μ_k, σ_k²): what each component adds to the density. */
export function componentsOf(mixture: GaussianMixture): [number, number][][] {
  const responsibilities = mixture.responsibilities(GRID_POINTS);
  const density = densityOf(mixture);
  return mixture.weights.map((_, k) =>
    density.map(([x, y], i) => [x, y * responsibilities[i * mixture.k + k]]),
  );
}
