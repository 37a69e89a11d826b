/** Host programs. They leave what they come to where browsers/engine.ts looks for it. */
export const programs = {
  /** Runs the suite. */
  conform: `
import * as mixtura from "mixtura";
import * as metrics from "mixtura/metrics";
import { run } from "../suite.js";

run({ mixtura, metrics }).then((outcome) => {
  globalThis.said = { outcome };
});
`,
  /** Fits with threads. */
  threads: `
import * as mixtura from "mixtura";
import { run } from "../threaded.js";

run({ mixtura }).then((outcome) => {
  globalThis.said = { outcome };
});
`,
  /** The least that anybody would bundle the package for. */
  smallest: `
import { KMeans } from "mixtura";

globalThis.said = { outcome: KMeans.fit([1, 2, 10, 11], { k: 2 }).inertia };
`,
  /** All there is. */
  everything: `
import * as mixtura from "mixtura";

globalThis.said = { outcome: mixtura };
`,
  /** Fits in slices of time. */
  promise: `
import { KMeans } from "mixtura";

KMeans.fitAsync([1, 2, 10, 11], { k: 2 }).then(({ inertia }) => {
  globalThis.said = { outcome: inertia };
});
`,
} as const;
