/**
 * How long an ordinary fit takes: whole fits with every default but those that are named, data handed
 * over as a typed array of float64, or an image.
 *
 *   npm run bench:typical             and bench/results/typical.json
 *   npm run bench:typical -- --quick  one fit of each shape: does it run?
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { circumstances, machine, today } from "../machine.js";
import { Native } from "../native/process.js";
import { readOptions } from "../options.js";
import { datasetsInstalled } from "../problems/installed.js";
import { shape } from "../problems/problem.js";
import { keep } from "../results.js";
import { drawTable } from "../table.js";
import { type Fit, ordinaryFits } from "./fits.js";
import { TYPICAL_HEAD, typicalSections } from "./report.js";
import type { Results, Timed } from "./results.js";

const { quick } = readOptions({ quick: { type: "boolean", default: false } });

/** Each fits once, so that their number of iterations is not that of one lucky start. */
const SEEDS = quick ? 1 : 9;

async function time({ prepare, ...fit }: Fit): Promise<Timed> {
  process.stderr.write(`${fit.model} ${shape(fit)}\n`);
  const run = await prepare();
  // Compilers and memory warm up.
  if (!quick) run(SEEDS);
  const fits = Array.from({ length: SEEDS }, (_, seed) => {
    const began = performance.now();
    const { iterations } = run(seed);
    return { milliseconds: Math.round(1e3 * (performance.now() - began)) / 1e3, iterations };
  });
  return {
    ...fit,
    milliseconds: fits.map(({ milliseconds }) => milliseconds),
    iterations: fits.map(({ iterations }) => iterations),
  };
}

const folder = mkdtempSync(join(tmpdir(), "mixtura-bench-"));
try {
  if (!datasetsInstalled()) throw new Error("the places and colours among them need real tables");
  // It has the photograph that the colours are of.
  const native = await Native.start(join(folder, "points"));
  const fits: Timed[] = [];
  try {
    for (const fit of ordinaryFits(() => native.photograph())) fits.push(await time(fit));
  } finally {
    native.stop();
  }
  const results: Results = { date: today(), machine: machine(), fits };
  console.log(`\n${circumstances(results.date, results.machine)}.\n`);
  console.log(drawTable(TYPICAL_HEAD, typicalSections(results)));
  if (!quick) await keep("typical", results);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
