import { isatty } from "node:tty";
import pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

/**
 * Colours for a person at a terminal, or for whoever asks for them by FORCE_COLOR, but never against
 * NO_COLOR. Picocolors by itself would colour any log of a CI, and asks standard output alone.
 */
export function colorsFor(stream: { readonly fd: number }, env = process.env): Colors {
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR || /^(?:0|false)$/.test(FORCE_COLOR ?? "")) return pc.createColors(false);
  return pc.createColors(Boolean(FORCE_COLOR) || (isatty(stream.fd) && TERM !== "dumb"));
}

/** Whether a terminal, or whoever reads what is written elsewhere, has more letters than ASCII. */
export function speaksUnicode(env: NodeJS.ProcessEnv = process.env): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  // Where nothing is said, nearly all do.
  if (locale && !/utf-?8/i.test(locale)) return false;
  return env["TERM"] !== "linux" && env["TERM"] !== "dumb";
}

/** How many columns a line may take. */
export function widthFor(stream: NodeJS.WriteStream): number {
  return (stream.isTTY && stream.columns) || 80;
}

/** Where to break sentences: for a person at a terminal alone, since a log is searched by lines. */
export function wrapWidthFor(stream: NodeJS.WriteStream): number {
  return stream.isTTY ? widthFor(stream) : Infinity;
}
