import { BROWSERS } from "./browsers/runtimes.js";
import { BUNDLERS } from "./bundlers/runtimes.js";
import type { Runtime } from "./runtime.js";
import { BUN } from "./runners/bun.js";
import { DENO } from "./runners/deno.js";
import { EDGE_RUNTIME } from "./runners/edge-runtime.js";
import { NODE } from "./runners/node.js";
import { CLOUDFLARE } from "./runners/workerd.js";

/** Everything that the package is tried in, as the table of docs/runtimes.md groups it. */
export const GROUPS: readonly { readonly title: string; readonly runtimes: readonly Runtime[] }[] =
  [
    { title: "servers", runtimes: [...NODE, ...DENO, ...BUN] },
    { title: "the edge", runtimes: [...CLOUDFLARE, ...EDGE_RUNTIME] },
    { title: "browsers", runtimes: BROWSERS },
    { title: "bundlers", runtimes: BUNDLERS },
  ];
