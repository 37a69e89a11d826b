import type { TestProject } from "vitest/node";
import { install, uninstall } from "./install.js";
import type { Installed } from "./runtime.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the package was installed from its tarball: once for all tests. */
    installed: Installed;
  }
}

export default function setup(project: TestProject): () => void {
  const installed = install();
  project.provide("installed", installed);
  return () => uninstall(installed);
}
