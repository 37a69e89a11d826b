import * as Plot from "@observablehq/plot";
import { GaussianMixture, selectK } from "mixtura";
import { sampleShapes } from "./data.js";
import { document } from "../../cli/src/pictures/svg/drawing.js";
import { page, type Panel } from "./page.js";
import { AXIS, deepen, GRID, huesOf, INK, MUTED, PANEL } from "./theme.js";

const LARGEST = 8;

interface Fit {
  readonly k: number;
  readonly bic: number;
  /** −2 log L. */
  readonly misfit: number;
}

/** BIC for several k, and the one it chooses. */
export function figure10(): string {
  const { rows } = sampleShapes();
  const { best, table } = selectK(GaussianMixture, rows, {
    k: Array.from({ length: LARGEST }, (_, i) => i + 1),
    ...{ covariance: "full", restarts: 10 },
  });
  const fits = table.map(({ k, bic, logLikelihood }) => ({ k, bic, misfit: -2 * logLikelihood }));
  const chosen = fits[best.k - 1];
  return page(
    {
      number: 10,
      title: `BIC is lowest where k = ${best.k}, as in truth`,
      subtitle: `Gaussian mixtures with full covariances of the ${rows.length} points of figure 8, best of 10 restarts`,
      description: `Two curves over k from 1 to ${LARGEST}. −2 log L falls all the way, from ${fits[0].misfit.toFixed(0)} to ${fits.at(-1)!.misfit.toFixed(0)}. BIC, which adds a price for each parameter, falls to ${chosen.bic.toFixed(0)} at k = ${best.k}, where it is marked, and rises from there to ${fits.at(-1)!.bic.toFixed(0)}.`,
    },
    [draw(fits, chosen)],
  );
}

function draw(fits: readonly Fit[], chosen: Fit): Panel {
  const width = 760;
  const height = 360;
  const [hue] = huesOf([[0]]);
  const color = deepen(hue);
  const last = fits[fits.length - 1];
  const end = { dx: 22, textAnchor: "start", fontSize: 14, fontWeight: 600 } as const;
  const drawing = Plot.plot({
    document,
    ...{ width, height, marginTop: 8, marginRight: 90, marginBottom: 40, marginLeft: 50 },
    x: { domain: [0.6, LARGEST + 0.15], axis: null },
    y: { nice: true, axis: null },
    color: { type: "identity" },
    marks: [
      Plot.frame({ fill: PANEL, stroke: "none" }),
      Plot.gridY({ stroke: GRID, strokeOpacity: 1, ticks: 6 }),
      Plot.ruleX([chosen.k], { stroke: color, strokeDasharray: "4 3" }),
      Plot.line(fits, { x: "k", y: "misfit", stroke: MUTED, strokeWidth: 2 }),
      Plot.dot(fits, { x: "k", y: "misfit", fill: MUTED, stroke: PANEL, r: 4 }),
      Plot.line(fits, { x: "k", y: "bic", stroke: hue, strokeWidth: 2.5 }),
      Plot.dot(fits, { x: "k", y: "bic", fill: hue, stroke: PANEL, r: 5 }),
      Plot.dot([chosen], { x: "k", y: "bic", fill: hue, stroke: INK, strokeWidth: 2, r: 7 }),
      Plot.text([chosen], {
        ...{ x: "k", y: "bic", text: (fit: Fit) => `k = ${fit.k}, the lowest BIC` },
        ...{ dx: 14, dy: 20, textAnchor: "start", fontSize: 15, fontWeight: 600, fill: color },
      }),
      Plot.frame({ stroke: MUTED, strokeOpacity: 0.4 }),
      Plot.text([last], { x: "k", y: "bic", text: ["BIC"], ...end, fill: color }),
      Plot.text([last], { x: "k", y: "misfit", text: ["−2 log L"], ...end, fill: MUTED }),
      Plot.axisX({ ...AXIS, label: "k", labelOffset: 36, ticks: LARGEST, tickFormat: "d" }),
      Plot.axisY({ ...AXIS, label: null, ticks: 6, tickFormat: "d" }),
    ],
  });
  return { width, height, drawing };
}
