/**
 * Petroff's ten (arXiv 2107.02270), told apart by colour-blind readers too, the greys last; and two
 * more that stay as far from each other.
 */
export const HUES = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#832db6",
  "#a96b59",
  "#92dadd",
  "#e76300",
  "#b9ac70",
  "#94a4a2",
  "#717581",
  "#005449",
  "#8a0016",
] as const;

type Lab = readonly [number, number, number];

const LEVELS = 4096;
/** From an amount of light, in steps, to a byte of sRGB. */
const BYTES = Uint8Array.from({ length: LEVELS + 1 }, (_, i) => {
  const light = i / LEVELS;
  return Math.round(
    255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055),
  );
});

/** Red, green and blue as amounts of light. */
const lightOf = (hex: string) =>
  [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });

/** A colour in OKLab (Ottosson, 2020), in which half-way between two is what looks so. */
export function labOf(hex: string): Lab {
  const [r, g, b] = lightOf(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const LABS = HUES.map(labOf);

/** An OKLab colour as the number that a pixel holds: alpha, blue, green, red. */
export function pixelOf(light: number, a: number, b: number): number {
  const rootL = light + 0.3963377774 * a + 0.2158037573 * b;
  const rootM = light - 0.1055613458 * a - 0.0638541728 * b;
  const rootS = light - 0.0894841775 * a - 1.291485548 * b;
  // Not by **, which takes ten times as long.
  const l = rootL * rootL * rootL;
  const m = rootM * rootM * rootM;
  const s = rootS * rootS * rootS;
  const red = byteOf(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = byteOf(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = byteOf(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

function byteOf(light: number): number {
  const level = (light * LEVELS + 0.5) | 0;
  return BYTES[level < 0 ? 0 : level > LEVELS ? LEVELS : level];
}

export function hexOf([light, a, b]: Lab): string {
  const pixel = pixelOf(light, a, b);
  return `#${[pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")}`;
}

/** So much of each hue. What is shared evenly turns grey. */
export function mix(shares: ArrayLike<number>): Lab {
  const lab: [number, number, number] = [0, 0, 0];
  for (let c = 0; c < shares.length; c++)
    for (let axis = 0; axis < 3; axis++) lab[axis] += shares[c] * LABS[c][axis];
  return lab;
}

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
