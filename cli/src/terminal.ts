import { isatty } from "node:tty";
import pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours for a person at a terminal alone: picocolors by itself would colour any log of a CI. */
export function colorsFor(stream: { readonly fd: number }): Colors {
  return pc.createColors(isatty(stream.fd) && pc.isColorSupported);
}

/** How many columns a line may take. */
export function widthFor(stream: NodeJS.WriteStream): number {
  return (stream.isTTY && stream.columns) || 80;
}
