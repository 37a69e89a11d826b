/**
 * One a cluster: Petroff's ten (arXiv 2107.02270), told apart by colour-blind readers too and on
 * either ground, and two more that keep as far from them. Then they begin again.
 */
const HUES = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#b9ac70",
  "#94a4a2",
  "#92dadd",
  "#717581",
  "#005449",
  "#8a0016",
] as const;

/** How many clusters have a colour to themselves. */
export const DISTINCT = HUES.length;

export function hueOf(cluster: number): string {
  return HUES[cluster % DISTINCT];
}

/** From red, green and blue as amounts of light to what the three kinds of cones take in, and on to OKLab. */
const CONES = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LAB = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const FROM_LAB = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const FROM_CONES = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

function transform(matrix: readonly (readonly number[])[], [a, b, c]: readonly number[]) {
  return matrix.map((row) => row[0] * a + row[1] * b + row[2] * c);
}

/** Red, green and blue, 0 to 255. */
export function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

const known = new Map<string, readonly number[]>();

/** A colour in OKLab (Ottosson, 2020), in which half-way between two is what looks so. */
function labOf(hex: string): readonly number[] {
  let lab = known.get(hex);
  if (lab === undefined) {
    const light = channels(hex).map((byte) => {
      const value = byte / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    lab = transform(LAB, transform(CONES, light).map(Math.cbrt));
    known.set(hex, lab);
  }
  return lab;
}

function hexOf(lab: readonly number[]): string {
  const cones = transform(FROM_LAB, lab).map((root) => root ** 3);
  return transform(FROM_CONES, cones).reduce((hex, light) => {
    const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    const byte = Math.round(255 * Math.min(Math.max(value, 0), 1));
    return hex + byte.toString(16).padStart(2, "0");
  }, "#");
}

/** So much of each colour. What is shared evenly turns grey. */
export function mix(colors: readonly string[], shares: ArrayLike<number>): string {
  const sum = [0, 0, 0];
  colors.forEach((color, c) => {
    labOf(color).forEach((value, axis) => (sum[axis] += shares[c] * value));
  });
  return hexOf(sum);
}

/** A darker shade, for lines over points of the same hue. */
export function deepen(hue: string): string {
  return mix([hue, "#000000"], [0.68, 0.32]);
}

/** How light a colour looks, 0 to 1. */
export function lightness(color: string): number {
  return labOf(color)[0];
}

/** A page of its own, so that a picture reads well also where the page round it has the other ground. */
export const PAPER = "#fdfcf9";
export const BORDER = "#e3e0d8";
export const PANEL = "#ffffff";
export const GRID = "#efede8";
export const INK = "#24292f";
export const MUTED = "#5c6470";
/** Round each point: it parts neighbours, and on a dark ground lifts the darker hues from it. */
export const RIM = "#fefefe";
/** Bars of a histogram. */
export const BARS = "#d3d8de";

/** What stands for a colour where the reader's ground is dark. Hues of points are the same on both. */
export const DARK: Readonly<Record<string, string>> = {
  [PAPER]: "#161b22",
  [BORDER]: "#30363d",
  [PANEL]: "#0d1117",
  [GRID]: "#1f252d",
  [INK]: "#e6e9ed",
  [MUTED]: "#9ba5b1",
  [RIM]: "#c3cbd4",
  [BARS]: "#343b45",
  ...Object.fromEntries(
    HUES.map((hue) => [deepen(hue), mix([hue, "#ffffff"], [0.6, 0.4])] as const),
  ),
};
