import type { Components } from "../core/forms.js";
import { type Part, weightsFrom } from "../data/part.js";
import { answerTo, type Talk } from "../data/pending.js";
import { eachLogDensity } from "./mixture-answers.js";
import { rowsAt } from "./sample.js";

/** How likely a mixture makes rows. */
export interface Likelihood {
  /** Σ w ln p. */
  readonly sum: number;
  /** The row it makes least likely, the first of equal ones. */
  readonly least: readonly number[];
}

/** How likely k components make the rows, and which of them least. */
export function* likelihood(part: Part, k: number, components: Components): Talk<Likelihood> {
  let sum = 0;
  let least = 0;
  let lowest = Infinity;
  yield* eachLogDensity(part, k, components, (first, densities) => {
    const weights = part.weights && weightsFrom(part, first, densities.length);
    for (let i = 0; i < densities.length; i++) {
      sum += (weights?.[i] ?? 1) * densities[i];
      if (densities[i] < lowest) {
        lowest = densities[i];
        least = first + i;
      }
    }
  });
  return { sum, least: Array.from(yield* answerTo(rowsAt(part, [least]))) };
}
