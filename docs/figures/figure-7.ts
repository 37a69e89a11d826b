import * as Plot from "@observablehq/plot";
import { GaussianMixture } from "mixtura";
import { componentsOf, densityOf, DOMAIN, drawCurves } from "./curves.js";
import { LINE, sigmasOf } from "./data.js";
import { XY } from "./marks.js";
import { page } from "./page.js";
import { BARS, deepen, huesOf, INK, leftToRight, MUTED, PANEL } from "./theme.js";

const COUNT = 10_000;
const BIN = 0.1;

/** What a fit recovers from a sample of the mixture in figure 4. */
export function figure7(): string {
  const { points } = LINE.sample(COUNT, { seed: 1 });
  const fit = GaussianMixture.fit(points, { k: 2 });
  const hues = huesOf(fit.means);
  const rows = parameters(fit);
  return page(
    {
      number: 7,
      title: `A fit to ${COUNT.toLocaleString("en")} points recovers the mixture they were drawn from`,
      subtitle:
        "grey: histogram of a sample of the mixture in figure 4; curves: the density that GaussianMixture.fit finds",
      description: `A histogram with two humps and the density of the fitted mixture, which follows it. Parameters, true and recovered: ${rows.map(({ name, truth, found }) => `${name} ${truth} and ${found}`).join(", ")}.`,
    },
    [
      drawCurves([
        Plot.rectY(histogram(points), { x1: "0", x2: "1", y: "2", fill: BARS, insetRight: 0.75 }),
        ...componentsOf(fit).map((curve, k) =>
          Plot.line(curve, { ...XY, stroke: hues[k], strokeWidth: 2 }),
        ),
        Plot.line(densityOf(fit), { ...XY, stroke: INK, strokeWidth: 2.5 }),
        ...table(rows),
      ]),
    ],
  );
}

/** Left, right and height of bars whose areas add up to 1. */
function histogram(values: Float64Array): [number, number, number][] {
  const bins = Math.round((DOMAIN[1] - DOMAIN[0]) / BIN);
  const counts = new Int32Array(bins);
  for (const value of values) {
    const bin = Math.floor((value - DOMAIN[0]) / BIN);
    if (bin >= 0 && bin < bins) counts[bin] += 1;
  }
  return Array.from(counts, (count, bin) => {
    const left = DOMAIN[0] + bin * BIN;
    return [left, left + BIN, count / (values.length * BIN)];
  });
}

interface Row {
  readonly name: string;
  readonly truth: string;
  readonly found: string;
  readonly color: string;
}

/** Each parameter as it is and as it was recovered. */
function parameters(fit: GaussianMixture<"spherical">): Row[] {
  const order = leftToRight(fit.means);
  const hues = huesOf(LINE.means);
  return LINE.weights.flatMap((weight, k) => {
    const c = order[k];
    const row = (symbol: string, truth: number, found: number): Row => ({
      name: symbol + ["₁", "₂"][k],
      ...{ truth: truth.toFixed(2), found: found.toFixed(3), color: deepen(hues[k]) },
    });
    return [
      row("π", weight, fit.weights[c]),
      row("μ", LINE.means[k][0], fit.means[c][0]),
      row("σ", sigmasOf(LINE)[k], sigmasOf(fit)[c]),
    ];
  });
}

/** The rows as a table in the empty corner. */
function table(rows: readonly Row[]): Plot.Markish[] {
  const top = 0.318;
  const line = 0.0185;
  const column = (x: number, head: string, text: (row: Row) => string): Plot.Markish[] => {
    const style = { x: () => x, textAnchor: "end", fontSize: 13 } as const;
    return [
      Plot.text([head], { ...style, y: () => top, fill: MUTED }),
      Plot.text(rows, {
        ...{ ...style, y: (_, i) => top - line * (i + 1), text, fill: "color" },
        ...{ fontWeight: 600, fontVariant: "tabular-nums" },
      }),
    ];
  };
  // Lines of the grid would strike through the numbers.
  const ground = { x1: 6.5, x2: DOMAIN[1], y1: top - 6.7 * line, y2: top + 0.8 * line };
  return [
    Plot.rect([ground], { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: PANEL }),
    ...column(7.6, "", ({ name }) => name),
    ...column(8.5, "true", ({ truth }) => truth),
    ...column(9.75, "recovered", ({ found }) => found),
  ];
}
