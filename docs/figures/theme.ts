/** What all figures share: sizes and type, and the colours of the command's pictures. */
import { DARK as PICTURES_DARK, MUTED } from "../../cli/src/pictures/content/colors.js";
import { hueOf } from "../../cli/src/pictures/content/hues.js";

export {
  BARS,
  BORDER,
  deepen,
  GRID,
  INK,
  MUTED,
  PANEL,
  PAPER,
  RIM,
} from "../../cli/src/pictures/content/colors.js";
export { mix } from "../../cli/src/pictures/content/oklab.js";

/** Of every figure, in pixels: the size at which a README shows it. */
export const WIDTH = 800;

export const FONT = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** Points without a label. */
export const UNLABELLED = "#8a919c";

/** A colour for each component, from left to right, so that a cluster keeps its own between panels. */
export function huesOf(means: readonly (readonly number[])[]): string[] {
  const order = leftToRight(means);
  return means.map((_, c) => hueOf(order.indexOf(c)));
}

/** The components, the leftmost first. */
export function leftToRight(means: readonly (readonly number[])[]): number[] {
  return means.map((_, c) => c).sort((a, b) => means[a][0] - means[b][0]);
}

/** What stands for a colour where the reader's ground is dark. */
export const DARK = { ...PICTURES_DARK, [UNLABELLED]: "#7d8590" };

/** How axes look. */
export const AXIS = {
  color: MUTED,
  fontSize: 12,
  tickSize: 0,
  tickPadding: 6,
  labelArrow: "none",
  labelAnchor: "center",
} as const;
