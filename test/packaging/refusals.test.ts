import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { itWith } from "./it-with.js";
import { answered, workers } from "./programs.js";
import { run } from "./run.js";
import { bundle } from "./runners/bundle.js";
import * as edge from "./runners/edge-process.js";
import { NEXT } from "./runners/edge-runtime.js";
import { missing } from "./runners/installed.js";
import { WRANGLER } from "./runners/workerd.js";
import * as workerd from "./runners/workerd-process.js";

const { folder } = inject("installed");

/** Says when it has imported mixtura, and then what each of two fits throws. */
const PROGRAM = `
import { KMeans } from "mixtura";
console.log("imported");
for (let fit = 0; fit < 2; fit++) {
  try {
    KMeans.fit([1, 2], { k: 1 });
  } catch ({ name, message }) {
    console.log(name + ": " + message);
  }
}
`;

async function refusals(flag: string): Promise<string[]> {
  writeFileSync(join(folder, "refused.mjs"), PROGRAM);
  const printed = await run(process.execPath, [flag, "refused.mjs"], folder);
  return printed.trimEnd().split("\n");
}

describe("where it cannot run, importing is fine, and each fit says what is missing", () => {
  it("without WebAssembly", async () => {
    const refused = expect.stringMatching(
      /^Error: mixtura needs WebAssembly,.*switch it on/,
    ) as string;
    expect(await refusals("--jitless")).toEqual(["imported", refused, refused]);
  });

  // Only there does V8 have a flag that takes SIMD away.
  it.skipIf(process.arch !== "x64")("without SIMD (x64)", async () => {
    const refused = expect.stringMatching(
      /^Error: mixtura needs WebAssembly SIMD,.*or later/,
    ) as string;
    expect(await refusals("--no-enable-sse4-1")).toEqual(["imported", refused, refused]);
  });

  itWith(missing(workerd.WORKERD), "in workerd, bundled without its condition", async () => {
    const tool = { ...WRANGLER, conditions: ["worker", "browser"] };
    const { code, modules } = await bundle(workers.module("fitted"), folder, tool);
    expect(modules.size).toBe(0);
    const text = await workerd.serve(workerd.deploy({ code, modules }, folder));
    expect(() => answered(text)).toThrow(
      /^Error: mixtura needs WebAssembly,.* condition "workerd"/,
    );
  });

  it("in edge-runtime, bundled without its condition", async () => {
    const tool = { ...NEXT, conditions: [] };
    const { code, modules } = await bundle(workers.listener("fitted"), folder, tool);
    expect(modules.size).toBe(0);
    const { text } = await edge.serve(edge.deploy({ code, modules }, folder));
    expect(() => answered(text)).toThrow(/^Error: mixtura needs WebAssembly,.* or "edge-light"/);
  });
});
