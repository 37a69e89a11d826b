import { HUES } from "./hues.js";
import { mix } from "./oklab.js";

/** A darker shade, for lines over points of the same hue. */
export function deepen(hue: string): string {
  return mix([hue, "#000000"], [0.68, 0.32]);
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
