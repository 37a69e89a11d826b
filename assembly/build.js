import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import asc from "assemblyscript/asc";

/**
 * Compiles the kernels into three modules, for whoever fits k-means alone should not download the
 * kernels of mixtures: those of index.ts; those of mixtures.ts, which work in the memory of the
 * first; and all in one, which is `core.wasm`. In one process, which takes half as long as one for
 * each. Locals are put in order last of all, which takes 0.1 KB off both gzipped and moves no
 * instruction.
 */
const K_MEANS = "assembly/index.ts";
const MIXTURES = "assembly/mixtures.ts";

/**
 * Where the static data of index.ts begins, and that of mixtures.ts has to have ended: a test looks.
 * What comes first in memory comes second to be loaded, so that heapBase of index.ts knows of both.
 */
const BOUNDARY = "2048";

async function compile(target, name, entries, ...options) {
  const common = ["--target", target, "--transform", "./assembly/version.js"];
  const out = ["--outFile", `build/${target}/${name}.wasm`];
  const { error, stderr } = await asc.main([...entries, ...common, ...out, ...options]);
  // That the compiler stopped before it found nothing more to gain is no cause for alarm.
  process.stderr.write(stderr.toString().replaceAll("Last converge was suboptimal.\n", ""));
  if (error !== null) throw error;
}

/**
 * Marks modules that belong together with what they were compiled to: by that machines tell whether
 * they compute the same (src/shards/core-hash.ts).
 */
function markWithHash(target, names) {
  const files = names.map((name) => `build/${target}/${name}.wasm`);
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  const text = Buffer.from(hash.digest("hex").slice(0, 16));
  const name = Buffer.from("mixtura-hash");
  // A custom section: its number, its length, and the length of its name, each of one byte.
  const head = [0, 1 + name.length + text.length, name.length];
  for (const file of files) {
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from(head), name, text]));
  }
}

for (const target of ["release", "debug"]) {
  await compile(target, "k-means", [K_MEANS], "--memoryBase", BOUNDARY);
  await compile(target, "mixtures", [MIXTURES], "--importMemory", "--noExportMemory");
}
await compile("release", "core", [K_MEANS, MIXTURES]);
markWithHash("release", ["k-means", "mixtures", "core"]);
markWithHash("debug", ["k-means", "mixtures"]);
