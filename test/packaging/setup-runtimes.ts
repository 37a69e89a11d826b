import { ENGINES } from "./browsers/runtimes.js";
import { installRuntimes } from "./runners/installed.js";

export default function setup(): void {
  installRuntimes();
  // The reporter counts what is skipped, but does not name it.
  for (const engine of ENGINES) {
    const missing = engine.missing();
    if (missing !== undefined) console.error(`left out: ${missing}`);
  }
}
