import { colorsFor, speaksUnicode, widthFor } from "../../text/terminal.js";
import { hueOf } from "../content/hues.js";
import { channels, lightness, mix } from "../content/oklab.js";
import type { Cell } from "./canvas.js";

/** What a terminal can show. */
export interface Look {
  readonly width: number;
  /** 0: none. */
  readonly colors: 0 | 16 | "all";
  readonly unicode: boolean;
}

/** What the terminal of a stream can show; as a file or a pipe, 80 columns. */
export function lookOf(
  stream: NodeJS.WriteStream & { readonly fd: number },
  env = process.env,
): Look {
  const width = widthFor(stream);
  const colored = colorsFor(stream, env).isColorSupported;
  const all = /^(?:truecolor|24bit)$/i.test(env["COLORTERM"] ?? "");
  return { width, colors: !colored ? 0 : all ? "all" : 16, unicode: speaksUnicode(env) };
}

/** Nobody knows the ground of a terminal; it is dark more often than not. */
function seen(hue: string): string {
  return lightness(hue) < 0.45 ? mix([hue, "#ffffff"], [0.7, 0.3]) : hue;
}

/** Of the sixteen, those that are not black, white or grey. */
const SIXTEEN = [94, 33, 31, 35, 36, 32, 91, 96, 93, 34, 92, 95];

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** What stands for a cluster where neither colours nor dots do. */
export function letterOf(cluster: number): string {
  return LETTERS[cluster % LETTERS.length];
}

/** Whether clusters are told apart by letters. */
export function usesLetters({ colors, unicode }: Look): boolean {
  return colors === 0 || !unicode;
}

/**
 * A row of a drawing, as it is written.
 *
 * @param clusters whether it is of clusters, which are told apart and numbered
 */
export function rowText(cells: readonly Cell[], look: Look, clusters: boolean): string {
  let text = "";
  let style = "";
  for (const cell of cells) {
    const blank = cell.dots === 0 && cell.letter === "";
    const own = blank ? "" : styleOf(cell, look, clusters);
    if (own !== style) text += (style === "" ? "" : "\x1b[0m") + own;
    style = own;
    text += blank ? " " : signOf(cell, look, clusters);
  }
  return (text + (style === "" ? "" : "\x1b[0m")).trimEnd();
}

function signOf({ letter, dots, cluster }: Cell, look: Look, clusters: boolean): string {
  if (letter !== "") return letter;
  if (clusters && usesLetters(look)) return letterOf(cluster);
  return look.unicode ? String.fromCharCode(0x2800 + dots) : ".";
}

function styleOf({ letter, cluster }: Cell, { colors }: Look, clusters: boolean): string {
  if (colors === 0) return "";
  const number = clusters && letter !== "";
  if (colors === 16) return `\x1b[${number ? "1;7;" : ""}${SIXTEEN[cluster % SIXTEEN.length]}m`;
  const hue = seen(hueOf(cluster));
  const [r, g, b] = channels(hue);
  if (!number) return `\x1b[38;2;${r};${g};${b}m`;
  return `\x1b[1;${lightness(hue) > 0.6 ? "38;2;0;0;0" : "38;2;255;255;255"};48;2;${r};${g};${b}m`;
}
