import { Resvg } from "@resvg/resvg-js";
import { fileURLToPath } from "node:url";

/** As this file lies two folders deep in the package as source and built. */
const INTER = fileURLToPath(new URL("../../fonts/Inter_400Regular.ttf", import.meta.url));

/** Pixels of the picture for one of the drawing, for screens are dense. */
export const ZOOM = 2;

/** What Inter has letters for. */
const ITS_OWN = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]*$/u;

/** A drawing as pixels on a light ground. */
export function pngOf(svg: string): Uint8Array {
  const picture = new Resvg(svg, {
    fitTo: { mode: "zoom", value: ZOOM },
    font: {
      fontFiles: [INTER],
      defaultFontFamily: "Inter",
      // It takes time, and the picture would not be the same everywhere.
      loadSystemFonts: !ITS_OWN.test(svg),
    },
  });
  return picture.render().asPng();
}
