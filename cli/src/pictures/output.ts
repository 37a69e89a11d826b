import type { OutputFile } from "../files/output.js";
import type { Picture } from "./content/picture.js";
import { terminalPicture } from "./terminal/draw.js";
import { lookOf } from "./terminal/look.js";

/**
 * The files to write of a picture: one, or none without a path. What draws it takes a while to load,
 * and is loaded here.
 *
 * @param path ends in .svg or .png
 */
export async function pictureFiles(
  picture: Picture | undefined,
  path: string | undefined,
): Promise<OutputFile[]> {
  if (picture === undefined || path === undefined) return [];
  const { svgOf } = await import("./svg/draw.js");
  const svg = svgOf(picture);
  if (/\.svg$/i.test(path)) return [{ path, content: svg }];
  const { pngOf } = await loadedPng();
  return [{ path, content: pngOf(svg) }];
}

/** It comes compiled, for most systems and not for all. */
async function loadedPng(): Promise<typeof import("./png.js")> {
  try {
    return await import("./png.js");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `cannot draw PNG pictures on this system; take a path that ends in .svg (${reason})`,
      { cause: error },
    );
  }
}

/** Draws a picture below a report, if `--plot -` asks for that. */
export function printPicture(
  picture: Picture | undefined,
  plot: string | undefined,
  stream: NodeJS.WriteStream & { readonly fd: number },
): void {
  if (plot !== "-" || picture === undefined) return;
  stream.write(`\n${terminalPicture(picture, lookOf(stream))}`);
}
