import type { Runtime } from "../runtime.js";
import { pinned } from "./installed.js";
import { scripted } from "./script.js";

export const DENO: readonly Runtime[] = [
  scripted({
    name: "Deno",
    form: "import",
    command: pinned("deno/deno"),
    // No permission is given, so none is needed; node_modules is taken as npm left it.
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-remote",
      "--no-lock",
      "--node-modules-dir=manual",
    ],
  }),
];
