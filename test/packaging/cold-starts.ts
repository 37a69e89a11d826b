import { median } from "../../bench/statistics.js";
import type { ColdStart } from "./runtime.js";

/** Starts something fresh, and gives the milliseconds that it took. */
type Start = () => Promise<number>;

/** Pairs of fresh starts. The first of either fills the caches of files, and is not counted. */
export async function inPairs(
  pairs: number,
  starts: Readonly<Record<keyof ColdStart, Start>>,
): Promise<ColdStart[]> {
  await starts.empty();
  await starts.fitted();
  const measured: ColdStart[] = [];
  while (measured.length < pairs) {
    // Each is first as often as the other.
    if (measured.length % 2 === 0) {
      const empty = await starts.empty();
      measured.push({ empty, fitted: await starts.fitted() });
    } else {
      const fitted = await starts.fitted();
      measured.push({ empty: await starts.empty(), fitted });
    }
  }
  return measured;
}

/** How long `work` takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What pairs come to: medians of either, and of what the second has over the first. */
export function summary(pairs: readonly ColdStart[]): ColdStart & { readonly difference: number } {
  return {
    empty: median(pairs.map(({ empty }) => empty)),
    fitted: median(pairs.map(({ fitted }) => fitted)),
    difference: median(pairs.map(({ empty, fitted }) => fitted - empty)),
  };
}
