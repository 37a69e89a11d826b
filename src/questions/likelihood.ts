import type { Components } from "../core/forms.js";
import { type Part, weightsOf } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { logDensities } from "./mixture-answers.js";

/** How likely a mixture makes rows. */
export interface Likelihood {
  /** Σ w ln p. */
  readonly sum: number;
  /** The row it makes least likely, the first of equal ones. */
  readonly least: readonly number[];
}

/** How likely k components make the rows, and which of them least. */
export function* likelihood(part: Part, k: number, components: Components): Talk<Likelihood> {
  const densities = yield* logDensities(part, k, components);
  const weights = weightsOf(part);
  let sum = 0;
  let least = 0;
  for (let i = 0; i < densities.length; i++) {
    sum += (weights?.[i] ?? 1) * densities[i];
    if (densities[i] < densities[least]) least = i;
  }
  return { sum, least: part.rows.row(least) };
}
