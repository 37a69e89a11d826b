import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

/**
 * Builds what is older than what it is made from, each step after those it depends on, and takes no
 * time where nothing is: `npm start` should start.
 *
 * @typedef {object} Step
 * @property {string} script the npm script that builds it
 * @property {readonly string[]} sources files and folders it is made from
 * @property {readonly string[]} outputs files it writes, of its parts those that are written last
 */

/** @type {readonly Step[]} */
const STEPS = [
  {
    script: "build:wasm",
    sources: ["assembly", "asconfig.json", "package.json", "package-lock.json"],
    outputs: ["build/release/core.wasm"],
  },
  {
    script: "build:library",
    sources: [
      ...["src", "build-library.ts", "embed-core.ts", "embed-worker.ts", "tsup.config.ts"],
      ...["tsconfig.json"],
      ...["package-lock.json", "build/release"],
    ],
    outputs: ["dist/index.js", "dist/metrics.js", "dist/metrics.d.ts"],
  },
  {
    script: "build:data",
    sources: ["data/src", "data/package.json", "data/tsup.config.ts", "package-lock.json"],
    outputs: ["data/dist/index.js", "data/dist/index.d.ts"],
  },
  {
    script: "build:cli",
    sources: [
      ...["cli/src", "cli/package.json", "cli/tsup.config.ts", "package-lock.json"],
      "data/dist",
    ],
    outputs: ["cli/dist/main.js"],
  },
];

/**
 * When the newest file in a place was changed, in milliseconds. Folders count too, for that is where
 * it shows that a file is gone.
 *
 * @param {string} place
 * @returns {number}
 */
function newest(place) {
  const stats = statSync(place);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const within = readdirSync(place).map((name) => newest(join(place, name)));
  return Math.max(stats.mtimeMs, ...within);
}

/**
 * Whether an output is missing, or older than a source.
 *
 * @param {Pick<Step, "sources" | "outputs">} step
 * @param {string} root
 */
export function isStale({ sources, outputs }, root) {
  const written = outputs.map(
    (output) => statSync(join(root, output), { throwIfNoEntry: false })?.mtimeMs ?? -Infinity,
  );
  return sources.some((source) => newest(join(root, source)) > Math.min(...written));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL(".", import.meta.url));
  let building = false;
  for (const step of STEPS) {
    if (!isStale(step, root)) continue;
    if (!building) process.stderr.write("building…\n");
    building = true;
    const command = `npm run --silent ${step.script}`;
    const { status } = spawnSync(command, { cwd: root, stdio: "inherit", shell: true });
    if (status !== 0) process.exit(status ?? 1);
  }
}
