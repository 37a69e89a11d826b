import type { TestProject } from "vitest/node";
import { ENGINES } from "./browsers/runtimes.js";
import { install, uninstall } from "./install.js";
import { installRuntimes } from "./runners/installed.js";
import type { Installed } from "./runtime.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the package was installed from its tarball: once for all tests. */
    installed: Installed;
  }
}

export default function setup(project: TestProject): () => void {
  installRuntimes();
  // The reporter counts what is skipped, but does not name it.
  for (const engine of ENGINES) {
    const missing = engine.missing();
    if (missing !== undefined) console.error(`left out: ${missing}`);
  }
  const installed = install();
  project.provide("installed", installed);
  return () => uninstall(installed);
}
