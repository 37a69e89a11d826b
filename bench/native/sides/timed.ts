import { performance } from "node:perf_hooks";
import type { Answer } from "../process.js";

/** What a run took until its answer was there; what it came to is asked for afterwards. */
export async function timed<Outcome>(
  run: () => Outcome | Promise<Outcome>,
  reached: (outcome: Outcome) => Omit<Answer, "seconds">,
): Promise<Answer> {
  const began = performance.now();
  const outcome = await run();
  const seconds = (performance.now() - began) / 1000;
  return { seconds, ...reached(outcome) };
}
