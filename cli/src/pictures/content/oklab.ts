/** Lightness, and how green or red, and how blue or yellow, a colour looks (Ottosson, 2020). */
export type Lab = readonly [number, number, number];

type Matrix = readonly [Lab, Lab, Lab];

/** From red, green and blue as amounts of light to what the three kinds of cones take in, and on to OKLab. */
const CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
/** From OKLab to the cube roots of what the cones take in, and from that to amounts of light. */
export const FROM_LAB: Matrix = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
export const FROM_CONES: Matrix = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

function transform([first, second, third]: Matrix, of: Lab): Lab {
  const row = (weights: Lab) => weights[0] * of[0] + weights[1] * of[1] + weights[2] * of[2];
  return [row(first), row(second), row(third)];
}

const each = ([a, b, c]: Lab, change: (value: number) => number): Lab => [
  change(a),
  change(b),
  change(c),
];

/** Red, green and blue, 0 to 255. */
export function channels(hex: string): Lab {
  const byte = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return [byte(1), byte(3), byte(5)];
}

/** Red, green and blue as amounts of light, 0 to 1. */
export function lightOf(hex: string): Lab {
  return each(channels(hex), (byte) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** What a byte of sRGB holds for an amount of light, 0 to 1. */
export function byteOf(light: number): number {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(Math.max(value, 0), 1));
}

const known = new Map<string, Lab>();

/** A colour in OKLab, in which half-way between two is what looks so. */
export function labOf(hex: string): Lab {
  let lab = known.get(hex);
  if (lab === undefined) {
    lab = transform(LAB, each(transform(CONES, lightOf(hex)), Math.cbrt));
    known.set(hex, lab);
  }
  return lab;
}

export function hexOf(lab: Lab): string {
  const cones = each(transform(FROM_LAB, lab), (root) => root ** 3);
  const bytes = transform(FROM_CONES, cones).map(byteOf);
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** So much of each colour, in OKLab. What is shared evenly turns grey. */
export function blend(labs: readonly Lab[], shares: ArrayLike<number>): Lab {
  const sum: [number, number, number] = [0, 0, 0];
  for (let c = 0; c < shares.length; c++)
    for (const axis of [0, 1, 2] as const) sum[axis] += shares[c] * labs[c][axis];
  return sum;
}

/** So much of each colour. */
export function mix(colors: readonly string[], shares: ArrayLike<number>): string {
  return hexOf(blend(colors.map(labOf), shares));
}

/** How light a colour looks, 0 to 1. */
export function lightness(color: string): number {
  return labOf(color)[0];
}
