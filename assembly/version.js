import { createRequire } from "node:module";
import { Transform } from "assemblyscript/transform";
import binaryen from "assemblyscript/binaryen";

/**
 * Functions that stay out of line, for they are called from several places beside the loops that
 * take the time, once a strip or a component. Inlined, they took 500 bytes
 * more of the core, gzipped. Not what is called once a tile: fits of mixtures to 50k × 2 took 1.15
 * times as long (2026-11-26). Nor the error of a sum, of which small fits of k-means do little else: 0.95 of
 * the time in line, for 0.1 KB.
 */
const OUT_OF_LINE = [
  "*/sums/pairs/*",
  "*/sums/products/productError",
  "*/sweeps/strip/*",
  "*/sweeps/yinyang/smallestLanes",
];

/**
 * Writes the package's version into the compiled core as a custom section, so that a core.wasm
 * left over from another release is known before it gives other results.
 */
export default class extends Transform {
  afterCompile(module) {
    const { version } = createRequire(import.meta.url)("../package.json");
    module.addCustomSection(
      "mixtura",
      Uint8Array.from(version, (letter) => letter.charCodeAt(0)),
    );
    for (const pattern of OUT_OF_LINE) {
      binaryen.setPassArgument("no-inline", pattern);
      module.runPasses(["no-inline"]);
    }
  }
}
