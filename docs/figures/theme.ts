/** What all figures share: sizes, type and colours. */

/** Of every figure, in pixels: the size at which a README shows it. */
export const WIDTH = 800;

export const FONT = 'system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

/** A page of its own, so that a figure reads the same on light and dark surroundings. */
export const PAPER = "#fdfcf9";
export const BORDER = "#e3e0d8";
export const PANEL = "#ffffff";
export const GRID = "#efede8";
export const INK = "#24292f";
export const MUTED = "#5c6470";
/** Points without a label. */
export const UNLABELLED = "#8a919c";
/** Bars of a histogram. */
export const BARS = "#d3d8de";

/** One a component: from Okabe & Ito (2008), told apart by colour-blind readers too. */
const HUES = ["#0072b2", "#d55e00", "#009e73", "#e69f00"] as const;

/** A colour for each component, from left to right, so that a cluster keeps its own between panels. */
export function huesOf(means: readonly (readonly number[])[]): string[] {
  const order = leftToRight(means);
  return means.map((_, c) => HUES[order.indexOf(c)]);
}

/** The components, the leftmost first. */
export function leftToRight(means: readonly (readonly number[])[]): number[] {
  return means.map((_, c) => c).sort((a, b) => means[a][0] - means[b][0]);
}

/** A darker shade, for lines over points of the same hue. */
export function deepen(hue: string): string {
  return mix([hue, "#000000"], [0.4, 0.6]);
}

/** Red, green and blue as amounts of light, in which colours mix without darkening. */
function light(hex: string): number[] {
  return [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
}

/** So much of each colour. */
export function mix(colors: readonly string[], shares: ArrayLike<number>): string {
  const lights = colors.map(light);
  return [0, 1, 2].reduce((hex, channel) => {
    const sum = lights.reduce((total, values, c) => total + shares[c] * values[channel], 0);
    const byte = Math.round(255 * Math.min(sum, 1) ** (1 / 2.2));
    return hex + byte.toString(16).padStart(2, "0");
  }, "#");
}

/** How axes look. */
export const AXIS = {
  color: MUTED,
  fontSize: 12,
  tickSize: 0,
  tickPadding: 6,
  labelArrow: "none",
  labelAnchor: "center",
} as const;
