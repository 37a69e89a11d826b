import { createRequire } from "node:module";
import { Transform } from "assemblyscript/transform";

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
  }
}
