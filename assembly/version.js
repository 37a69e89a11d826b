import { createRequire } from "node:module";
import { Transform } from "assemblyscript/transform";
import binaryen from "binaryen";

/**
 * Functions that stay out of line: those beside the loops over rows, which are called from many
 * places. Inlined, they took 440 bytes more of the core, gzipped.
 */
const OUT_OF_LINE = [
  "*/sums/pairs/*",
  "*/sums/products/*",
  "*/sums/exact/addTo",
  "*/lanes/tile/startSearch",
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
