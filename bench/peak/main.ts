/**
 * What the machine would allow: the distance kernels against the peak of multiply-adds, both
 * measured in turn; what a point costs in fits of 1e5 to 1e7 points; and linear memory
 * against the bytes of the data.
 *
 *   npm run bench:peak              all of it, and bench/results/peak.json
 *   npm run bench:peak -- --quick   little of it: does it run?
 */
import { circumstances, machine, today } from "../machine.js";
import { readOptions } from "../options.js";
import { keep } from "../results.js";
import { median } from "../statistics.js";
import { drawTable } from "../table.js";
import { ROWS } from "./block.js";
import { costs, memory } from "./fits.js";
import { distanceKernels } from "./kernels.js";
import { type Lane, LANES, multiplyAdds } from "./multiply-adds.js";
import { COST_HEAD, costSections, KERNEL_HEAD, kernelSections } from "./report.js";
import { MEMORY_HEAD, memorySections, type Results } from "./report.js";

const { quick } = readOptions({ quick: { type: "boolean", default: false } });

/** The first few run before the optimising compiler is through: medians pass over them. */
const ROUNDS = quick ? 3 : 51;

/** Calls of a round, each timed alone. */
const CALLS = 10;

async function kernels(): Promise<Results["kernels"]> {
  const peaks = new Map<Lane, () => number>();
  for (const lane of Object.keys(LANES) as Lane[]) peaks.set(lane, await multiplyAdds(lane));
  const shapes = (quick ? [32] : [32, 64, 128]).flatMap((d) =>
    (quick ? [64] : [64, 256]).map((k) => [d, k]),
  );
  return shapes.flatMap(([d, k]) =>
    distanceKernels(d, k).map(({ name, lane, subtracts, forget, run }) => {
      const rounds = Array.from({ length: ROUNDS }, () => {
        const peak = peaks.get(lane)!();
        let nanoseconds = 0;
        for (let call = 0; call < CALLS; call++) {
          forget();
          const began = performance.now();
          run();
          nanoseconds += 1e6 * (performance.now() - began);
        }
        return { peak, coordinates: (CALLS * ROWS * k * d) / nanoseconds };
      });
      return {
        ...{ name, lane, subtracts, d, k },
        peak: median(rounds.map(({ peak }) => peak)),
        coordinates: median(rounds.map(({ coordinates }) => coordinates)),
        share: median(rounds.map(({ peak, coordinates }) => coordinates / peak)),
      };
    }),
  );
}

const results: Results = {
  date: today(),
  machine: machine(),
  kernels: await kernels(),
  costs: costs(quick ? [1e3, 1e4] : [1e5, 1e6, 1e7]),
  memory: quick ? memory(10_000, [8]) : memory(200_000, [8, 16, 64]),
};
console.log(`
${circumstances(results.date, results.machine)}.

Distance kernels against the peak of multiply-adds of their lane, both in GFLOP/s. A coordinate of a
distance is a multiply-add, 2; where it is subtracted first, 3. The peak is measured anew for each
row; the share is the median over rounds.
`);
console.log(drawTable(KERNEL_HEAD, kernelSections(results)));
console.log("\nA point of k-means, d = 4, k = 8, float32, whole fits of ten iterations.\n");
console.log(drawTable(COST_HEAD, costSections(results)));
console.log(
  "\nLinear memory after a fit, as a multiple of the bytes of its data, k = 16 unless said.\n",
);
console.log(drawTable(MEMORY_HEAD, memorySections(results)));
if (!quick) await keep("peak", results);
