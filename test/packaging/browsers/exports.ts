import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Installed } from "../runtime.js";

type Target = string | null | { readonly [condition: string]: Target };

/** The conditions under which a browser's import map is to be made. */
const CONDITIONS = ["browser", "import", "default"];

/** The first target that the conditions allow, as Node's resolution has it. */
function choose(target: Target | undefined): string | undefined {
  if (typeof target === "string") return target;
  for (const [condition, below] of Object.entries(target ?? {})) {
    const chosen = CONDITIONS.includes(condition) ? choose(below) : undefined;
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

/** Where a browser finds one of the package's exports, below the installed folder. */
export function browserPath({ folder }: Installed, subpath: string): string {
  const home = "node_modules/mixtura";
  const manifest = JSON.parse(readFileSync(join(folder, home, "package.json"), "utf8")) as {
    exports: Readonly<Record<string, Target>>;
  };
  const chosen = choose(manifest.exports[subpath]);
  if (chosen === undefined) throw new Error(`mixtura exports no "${subpath}" to browsers`);
  return `/${join(home, chosen)}`;
}
