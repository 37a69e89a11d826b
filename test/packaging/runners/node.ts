import type { Runtime } from "../runtime.js";
import { pinned } from "./installed.js";
import { scripted } from "./script.js";

const MAJORS = [20, 22, 24, 26] as const;

const node = (major: (typeof MAJORS)[number]) => ({
  name: `Node ${major}`,
  command: pinned(`node-${major}/bin/node`),
  args: [],
});

export const NODE: readonly Runtime[] = [
  ...MAJORS.flatMap((major) => [
    scripted({ ...node(major), form: "import" }),
    scripted({ ...node(major), form: "require" }),
  ]),
  // Since 20.19 `require` can take the same modules as `import`; before, it took the CommonJS build.
  scripted({
    ...node(20),
    form: "require",
    note: "as before 20.19",
    args: ["--no-experimental-require-module"],
  }),
];
