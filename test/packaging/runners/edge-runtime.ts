import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inPairs } from "../cold-starts.js";
import { answered, type Task, workers } from "../programs.js";
import { run } from "../run.js";
import type { Report, Runtime } from "../runtime.js";
import { bundle, type Tool } from "./bundle.js";
import type { Answered, Packed } from "./edge-host.js";

/** As Next has it. */
const NEXT: Tool = { format: "iife", conditions: ["edge-light"], wasm: "a global" };

const require = createRequire(import.meta.url);
const HOST = fileURLToPath(new URL("edge-host.ts", import.meta.url));

async function place(task: Task, folder: string): Promise<string> {
  const { code, modules } = await bundle(workers.listener(task), folder, NEXT);
  const encoded = [...modules].map(([name, bytes]) => [
    name,
    Buffer.from(bytes).toString("base64"),
  ]);
  const packed = { code, modules: Object.fromEntries(encoded) as Packed["modules"] };
  const file = join(folder, `edge-runtime-${task}.json`);
  writeFileSync(file, JSON.stringify(packed satisfies Packed));
  return file;
}

/** Starts a fresh edge-runtime on what {@link place} laid out, and gives its first answer. */
async function serve(file: string, folder: string) {
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const printed = await run(process.execPath, ["--import", loader, HOST, file], folder);
  const { text, milliseconds } = JSON.parse(printed) as Answered;
  return { value: answered(text), milliseconds };
}

export const EDGE_RUNTIME: readonly Runtime[] = [
  {
    name: "edge-runtime",
    form: "import, condition edge-light, compiled by the platform",
    missing: () => undefined,
    version() {
      const manifest = readFileSync(require.resolve("edge-runtime/package.json"), "utf8");
      return Promise.resolve((JSON.parse(manifest) as { version: string }).version);
    },
    async conform({ folder }) {
      return (await serve(await place("conform", folder), folder)).value as Report;
    },
    async coldStarts({ folder }, pairs) {
      const [empty, fitted] = [await place("empty", folder), await place("fitted", folder)];
      const start = (file: string) => async () => (await serve(file, folder)).milliseconds;
      return inPairs(pairs, { empty: start(empty), fitted: start(fitted) });
    },
  },
];
