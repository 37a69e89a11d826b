import { HUES } from "../../../cli/src/pictures/content/hues.js";
import {
  blend,
  byteOf as byteOfLight,
  FROM_CONES,
  FROM_LAB,
  labOf,
  lightOf,
  type Lab,
} from "../../../cli/src/pictures/content/oklab.js";

// The page has the colours of the command's pictures.
export { HUES };
export { hexOf, labOf } from "../../../cli/src/pictures/content/oklab.js";

const LABS = HUES.map(labOf);

const LEVELS = 4096;
/** From an amount of light, in steps, to a byte of sRGB. */
const BYTES = Uint8Array.from({ length: LEVELS + 1 }, (_, i) => byteOfLight(i / LEVELS));
const [[, LA, LB], [, MA, MB], [, SA, SB]] = FROM_LAB;
const [[RL, RM, RS], [GL, GM, GS], [BL, BM, BS]] = FROM_CONES;

/** An OKLab colour as the number that a pixel holds: alpha, blue, green, red. */
export function pixelOf(light: number, a: number, b: number): number {
  const rootL = light + LA * a + LB * b;
  const rootM = light + MA * a + MB * b;
  const rootS = light + SA * a + SB * b;
  // Not by **, which takes ten times as long.
  const l = rootL * rootL * rootL;
  const m = rootM * rootM * rootM;
  const s = rootS * rootS * rootS;
  const red = byteOf(RL * l + RM * m + RS * s);
  const green = byteOf(GL * l + GM * m + GS * s);
  const blue = byteOf(BL * l + BM * m + BS * s);
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

function byteOf(light: number): number {
  const level = (light * LEVELS + 0.5) | 0;
  return BYTES[level < 0 ? 0 : level > LEVELS ? LEVELS : level];
}

/** So much of each hue. What is shared evenly turns grey. */
export const mix = (shares: ArrayLike<number>): Lab => blend(LABS, shares);

export function between(from: Lab, to: Lab, along: number): Lab {
  const at = (axis: 0 | 1 | 2) => from[axis] + along * (to[axis] - from[axis]);
  return [at(0), at(1), at(2)];
}

/** Black or white, whichever is easier to read on a colour (by the contrast of WCAG 2). */
export function inkOn(hex: string): string {
  const [r, g, b] = lightOf(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}

/** How much of a colour is left where another cluster is singled out. */
const FADED = 0.14;

/**
 * The colour of every point in OKLab, three numbers each.
 *
 * @param single the cluster whose points alone keep their colour
 * @param pale what the others fade to
 */
export function colourShares(
  { k, labels, shares }: { k: number; labels: Int32Array; shares: Float64Array | undefined },
  single: number | undefined,
  pale: Lab,
  labs: Float32Array,
): void {
  const hues = Float64Array.from(LABS.slice(0, k).flat());
  for (let i = 0, at = 0, to = 0; i < labels.length; i++, at += k, to += 3) {
    let light = 0;
    let a = 0;
    let b = 0;
    let own = 1;
    if (shares === undefined) {
      const from = 3 * labels[i];
      light = hues[from];
      a = hues[from + 1];
      b = hues[from + 2];
      if (single !== undefined) own = labels[i] === single ? 1 : FADED;
    } else {
      for (let c = 0, from = 0; c < k; c++, from += 3) {
        const share = shares[at + c];
        light += share * hues[from];
        a += share * hues[from + 1];
        b += share * hues[from + 2];
      }
      if (single !== undefined) own = FADED + (1 - FADED) * shares[at + single];
    }
    labs[to] = pale[0] + own * (light - pale[0]);
    labs[to + 1] = pale[1] + own * (a - pale[1]);
    labs[to + 2] = pale[2] + own * (b - pale[2]);
  }
}

/** Pixels of colours part of the way from one list to another. */
export function pixelsBetween(
  from: Float32Array,
  to: Float32Array,
  along: number,
  pixels: Uint32Array,
): void {
  if (along === 1) {
    for (let i = 0, at = 0; i < pixels.length; i++, at += 3)
      pixels[i] = pixelOf(to[at], to[at + 1], to[at + 2]);
    return;
  }
  for (let i = 0, at = 0; i < pixels.length; i++, at += 3)
    pixels[i] = pixelOf(
      from[at] + along * (to[at] - from[at]),
      from[at + 1] + along * (to[at + 1] - from[at + 1]),
      from[at + 2] + along * (to[at + 2] - from[at + 2]),
    );
}
