import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, inject, it } from "vitest";
import { itWith } from "./it-with.js";
import { run } from "./run.js";
import { missing } from "./runners/installed.js";
import { NODES } from "./runners/node.js";

const { folder } = inject("installed");

/** Names the classes of which there are two, and takes points of one form to the doors of both. */
const PROGRAM = `
import { createRequire } from "node:module";
import * as imported from "mixtura";
import { silhouette } from "mixtura/metrics";
const require = createRequire(import.meta.url);
const required = require("mixtura");
for (const name of Object.keys(imported)) {
  if (imported[name] !== required[name]) console.log("there are two of " + name);
}
const points = required.Points.from([0, 1, 10, 11]);
const model = imported.KMeans.fit(points, { k: 2 });
console.log(model instanceof required.KMeans);
console.log(silhouette(points, model.labels));
console.log(require("mixtura/metrics").silhouette(points, model.labels));
`;

describe("import and require in one program", () => {
  for (const { name, command } of NODES) {
    itWith(missing(command), `give the same classes in ${name}`, async () => {
      writeFileSync(join(folder, "one-class.mjs"), PROGRAM);
      const printed = await run(command, ["one-class.mjs"], folder);
      expect(printed).toBe("true\n0.899749373433584\n0.899749373433584\n");
    });
  }

  it.each(["browser", "node"] as const)(
    "give the same classes behind esbuild for %s",
    async (platform) => {
      const required = "exports.required = require('mixtura');";
      writeFileSync(join(folder, "required.cjs"), required);
      const contents = `
      import { KMeans, Points } from "mixtura";
      import { required } from "./required.cjs";
      console.log(KMeans === required.KMeans, Points === required.Points);
    `;
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: folder },
        bundle: true,
        platform,
        format: "esm",
        write: false,
        logLevel: "silent",
      });
      writeFileSync(join(folder, `one-class-${platform}.mjs`), outputFiles[0].text);
      expect(await run(process.execPath, [`one-class-${platform}.mjs`], folder)).toBe(
        "true true\n",
      );
    },
  );
});
