import type { Runtime } from "../runtime.js";
import { pinned } from "./installed.js";
import { scripted } from "./script.js";

const bun = { name: "Bun", command: pinned("bun/bin/bun.exe"), args: ["--no-install"] } as const;

export const BUN: readonly Runtime[] = [
  scripted({ ...bun, form: "import" }),
  scripted({ ...bun, form: "require" }),
];
