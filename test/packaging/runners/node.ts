import type { Runtime } from "../runtime.js";
import { pinned } from "./installed.js";
import { scripted } from "./script.js";

/** The lines of Node that are alive, and the next. */
export const NODES = [20, 22, 24, 26].map((major) => ({
  name: `Node ${major}`,
  command: pinned(`node-${major}/bin/node`),
}));

const byEither = (node: (typeof NODES)[number]) => [
  scripted({ ...node, args: [], form: "import" }),
  scripted({ ...node, args: [], form: "require" }),
];

const [oldest, ...newer] = NODES;

export const NODE: readonly Runtime[] = [
  ...byEither(oldest),
  // Since 20.19 `require` can take the same modules as `import`; before, it took the CommonJS build.
  scripted({
    ...oldest,
    args: ["--no-experimental-require-module"],
    form: "require",
    note: "as before 20.19",
  }),
  ...newer.flatMap(byEither),
];
