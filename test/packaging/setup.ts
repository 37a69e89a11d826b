import type { TestProject } from "vitest/node";
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
  const installed = install();
  project.provide("installed", installed);
  return () => uninstall(installed);
}
