import { leftToRight, mix } from "../../docs/figures/theme.js";

/** Petroff's ten without the greys, in the order in which the pictures take them. */
const HUES = [
  "#3f90da",
  "#ffa90e",
  "#bd1f01",
  "#832db6",
  "#a96b59",
  "#e76300",
  "#92dadd",
  "#b9ac70",
];

/** A colour for each component, from left to right, so that it keeps its own from fit to fit. */
export function huesOf(means: readonly (readonly number[])[]): string[] {
  const order = leftToRight(means);
  return means.map((_, c) => HUES[order.indexOf(c) % HUES.length]);
}

/** The colour of a point that is shared out so. */
export function colourOf(hues: readonly string[], shares: readonly number[]): string {
  const whole = shares.findIndex((share) => share > 0.995);
  return whole < 0 ? mix(hues, shares) : hues[whole];
}

export function bytesOf(colour: string): number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
