import { inPairs, timed } from "../cold-starts.js";
import { answered, type Task, workers } from "../programs.js";
import { run } from "../run.js";
import type { Report, Runtime, Threaded } from "../runtime.js";
import { bundle, type Tool } from "./bundle.js";
import { missing } from "./installed.js";
import { deploy, serve, WORKERD } from "./workerd-process.js";

/** As wrangler has it. */
export const WRANGLER: Tool = {
  format: "esm",
  conditions: ["workerd", "worker", "browser"],
  wasm: "left to the platform",
};

const place = async (task: Task, folder: string) =>
  deploy(await bundle(workers.module(task), folder, WRANGLER), folder);

export const CLOUDFLARE: readonly Runtime[] = [
  {
    name: "workerd",
    form: "import, condition workerd",
    missing: () => missing(WORKERD),
    async version() {
      return (await run(WORKERD, ["--version"], "/")).replace("workerd", "").trim();
    },
    async conform({ folder }) {
      return answered(await serve(await place("conform", folder))) as Report;
    },
    async threads({ folder }) {
      return answered(await serve(await place("threads", folder))) as Threaded;
    },
    threadless: "this platform has no worker threads",
    async coldStarts({ folder }, pairs) {
      const empty = await place("empty", folder);
      const fitted = await place("fitted", folder);
      const start = (at: string) => () => timed(async () => answered(await serve(at)));
      return inPairs(pairs, { empty: start(empty), fitted: start(fitted) });
    },
  },
];
