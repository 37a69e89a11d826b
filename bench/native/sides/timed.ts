import { performance } from "node:perf_hooks";
import type { Answer } from "../process.js";

/** What a run took; what it came to is asked for afterwards. */
export function timed<Outcome>(
  run: () => Outcome,
  reached: (outcome: Outcome) => Omit<Answer, "seconds">,
): Answer {
  const began = performance.now();
  const outcome = run();
  const seconds = (performance.now() - began) / 1000;
  return { seconds, ...reached(outcome) };
}
