import type { OutputFile } from "../files/output.js";
import type { Picture } from "./content/picture.js";
import { terminalPicture } from "./terminal/draw.js";
import { lookOf } from "./terminal/look.js";

/**
 * A picture as a file that is to be written. What draws it takes a while to load, and is loaded here.
 *
 * @param path ends in .svg or .png
 */
export async function pictureFile(picture: Picture, path: string): Promise<OutputFile> {
  const { svgOf } = await import("./svg/draw.js");
  const svg = svgOf(picture);
  if (/\.svg$/i.test(path)) return { path, content: svg };
  const { pngOf } = await loadedPng();
  return { path, content: pngOf(svg) };
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

/** A picture to be read on a stream. */
export function pictureText(
  picture: Picture,
  stream: NodeJS.WriteStream & { readonly fd: number },
): string {
  return terminalPicture(picture, lookOf(stream));
}
