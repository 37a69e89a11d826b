import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { chromium } from "../packaging/browsers/chromium.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder that the site was built into. */
    site: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds the site, once for all tests. */
export default function setup(project: TestProject): void {
  // The reporter counts what is skipped, but does not name it.
  const missing = chromium.missing();
  if (missing !== undefined) console.error(`left out, of the site: ${missing}`);
  execFileSync("npm", ["run", "--silent", "build", "--workspace", "mixtura-site"], {
    ...{ cwd: root, encoding: "utf8", stdio: "pipe" },
  });
  project.provide("site", `${root}/site/.vitepress/dist`);
}
