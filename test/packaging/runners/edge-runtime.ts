import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { inPairs } from "../cold-starts.js";
import { answered, type Task, workers } from "../programs.js";
import type { Report, Runtime, Threaded } from "../runtime.js";
import { bundle, type Tool } from "./bundle.js";
import { deploy, serve } from "./edge-process.js";

/** As Next has it. */
export const NEXT: Tool = { format: "iife", conditions: ["edge-light"], wasm: "a global" };

const place = async (task: Task, folder: string) =>
  deploy(await bundle(workers.listener(task), folder, NEXT), folder);

export const EDGE_RUNTIME: readonly Runtime[] = [
  {
    name: "edge-runtime",
    form: "import, condition edge-light",
    // It comes with the packages that develop mixtura.
    missing: () => undefined,
    version() {
      const manifest = createRequire(import.meta.url).resolve("edge-runtime/package.json");
      const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
      return Promise.resolve(version);
    },
    async conform({ folder }) {
      return answered((await serve(await place("conform", folder))).text) as Report;
    },
    async threads({ folder }) {
      return answered((await serve(await place("threads", folder))).text) as Threaded;
    },
    threadless: "this platform has no worker threads",
    async coldStarts({ folder }, pairs) {
      const empty = await place("empty", folder);
      const fitted = await place("fitted", folder);
      const start = (at: string) => async () => {
        const { text, milliseconds } = await serve(at);
        answered(text);
        return milliseconds;
      };
      return inPairs(pairs, { empty: start(empty), fitted: start(fitted) });
    },
  },
];
