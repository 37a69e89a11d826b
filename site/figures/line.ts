import { huesOf } from "../../docs/figures/theme.js";
import type { Picture } from "./picture.js";
import { element, resize, set } from "./svg.js";

/** All that is drawn lies in this range, and no density is higher. */
const [LEFT, RIGHT, HIGHEST] = [0, 10, 0.36];
const STEPS = 240;
const BIN = 0.2;

/** The density of a mixture on a line: a bell for each component, their sum, and bars of the sample, if there is one. */
export function linePicture(stage: HTMLElement): Picture {
  const svg = element("svg", { role: "img" });
  const [bars, bells, means] = ["bars", "bells", "means"].map((name) =>
    element("g", { class: name }),
  );
  const sum = element("path", { class: "sum" });
  svg.append(bars, means, bells, sum);
  stage.append(svg);
  return {
    draw({ rows, frames }, at) {
      const { hypothesis, words } = frames[at];
      if (hypothesis.kind !== "gaussian") throw new TypeError("only mixtures have a density");
      const [width, height] = [stage.clientWidth, stage.clientHeight];
      const x = (value: number) => ((value - LEFT) / (RIGHT - LEFT)) * width;
      const y = (density: number) => height - 8 - (density / HIGHEST) * (height - 20);
      const hues = huesOf(frames.at(-1)!.hypothesis.means);
      set(svg, { viewBox: `0 0 ${width} ${height}`, "aria-label": words });

      const heights = histogram(rows);
      resize(bars, "rect", heights.length).forEach((bar, i) => {
        const top = y(heights[i]);
        set(bar, {
          x: x(LEFT + i * BIN) + 0.5,
          y: top,
          width: x(LEFT + BIN) - 1,
          height: height - 8 - top,
        });
      });
      const densities = hypothesis.means.map(([mean], c) => {
        const variance = hypothesis.matrices[c][0][0];
        const peak = hypothesis.weights[c] / Math.sqrt(2 * Math.PI * variance);
        return (value: number) => peak * Math.exp(-((value - mean) ** 2) / (2 * variance));
      });
      const path = (density: (value: number) => number) =>
        "M" +
        Array.from({ length: STEPS + 1 }, (_, i) => {
          const value = LEFT + (i * (RIGHT - LEFT)) / STEPS;
          return `${x(value).toFixed(1)},${y(density(value)).toFixed(1)}`;
        }).join("L");
      resize(bells, "path", densities.length).forEach((bell, c) => {
        set(bell, { d: path(densities[c]) });
        bell.style.stroke = hues[c];
        bell.style.fill = hues[c];
      });
      resize(means, "line", densities.length).forEach((line, c) => {
        const [mean] = hypothesis.means[c];
        set(line, { x1: x(mean), x2: x(mean), y1: y(densities[c](mean)), y2: height - 8 });
        line.style.stroke = hues[c];
      });
      set(sum, {
        d: path((value) => densities.reduce((total, density) => total + density(value), 0)),
      });
    },
    remove: () => svg.remove(),
  };
}

/** Heights of bars whose areas add up to 1. */
function histogram(rows: readonly (readonly number[])[]): number[] {
  if (rows.length === 0) return [];
  const counts = Array.from({ length: Math.round((RIGHT - LEFT) / BIN) }, () => 0);
  for (const [value] of rows) {
    const bin = Math.floor((value - LEFT) / BIN);
    if (bin in counts) counts[bin] += 1;
  }
  return counts.map((count) => count / (rows.length * BIN));
}
