import { DISTINCT } from "../content/hues.js";
import type { Panel, Picture } from "../content/picture.js";
import { drawCurve } from "./curve.js";
import { MOST_NUMBERS } from "./discs.js";
import { drawHistogram } from "./histogram.js";
import { page, type Sheet } from "./page.js";
import { drawScatter } from "./scatter.js";

/** Within the axes, in pixels: of a panel alone, and of one beside others. */
const ALONE = { width: 690, height: 460 };
const BESIDE = { width: 330, height: 330 };

/** A picture as SVG for either ground, the same bytes each time. */
export function svgOf(picture: Picture): string {
  const { panels } = picture;
  const size = panels.length === 1 ? ALONE : BESIDE;
  const sheets = panels.map((panel, i) => drawPanel(panel, { ...size, follows: i > 0 }));
  return page({ ...picture, caption: [...picture.caption, ...legend(panels)] }, sheets);
}

function drawPanel(panel: Panel, size: typeof ALONE & { readonly follows: boolean }): Sheet {
  if (panel.kind === "scatter") return drawScatter(panel, size);
  if (panel.kind === "histogram") return drawHistogram(panel, size);
  return drawCurve(panel, size);
}

/** What the marks are, as far as it is not seen. */
function legend(panels: readonly Panel[]): string[] {
  const marks: string[] = [];
  let k = 0;
  for (const panel of panels) {
    if (panel.kind === "curve") continue;
    k = Math.max(k, panel.centers.length);
    if (panel.kind === "scatter") {
      if (panel.covariances !== null) {
        marks.push("ellipses: one and two standard deviations round the mean of a component");
      }
      if (panel.shares !== null) marks.push("colours mix where clusters share a row");
    } else {
      if (panel.densities !== null) {
        marks.push("curves: the densities of the components, and their sum");
      }
      if (panel.borders.length > 0) marks.push("dashed lines: where one cluster meets the next");
    }
  }
  if (k > MOST_NUMBERS) {
    marks.push(`dots: the centres of ${k.toLocaleString("en-US")} clusters, too many to number`);
  } else if (k > 0) marks.push("numbers: the clusters, at their centres");
  if (k > DISTINCT) marks.push(`colours begin again after ${DISTINCT} clusters`);
  return marks.length === 0 ? [] : [[...new Set(marks)].join("; ")];
}
