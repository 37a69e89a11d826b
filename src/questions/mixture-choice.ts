import { foldNodes, type Nodes } from "../core/blocks.js";
import type { Form } from "../core/forms.js";
import type { Part } from "../data/part.js";
import { mixturesForOthers } from "../core/core.js";
import { type Elsewhere, elsewhere } from "./elsewhere.js";
import { MixturePass, statisticsLength } from "./mixture-statistics.js";
import type { MixtureSums } from "./mixture-sums.js";
import { EXPONENTIAL } from "./mixture-sweep.js";

/** Those who answer about mixtures in place of these rows, with kernels to do so. */
export function mixturesElsewhere(part: Part): Elsewhere | undefined {
  const others = elsewhere(part);
  others?.useMixtures(mixturesForOthers);
  return others;
}

/** Whoever answers for these rows, in this thread or elsewhere. */
export function mixtureSums(data: Part, k: number, spread: Form): MixtureSums {
  const length = statisticsLength(spread, k, data.rows.dimensions);
  // Not in the code of threads, with which those who fit no mixtures would get it.
  const fold = (parts: readonly Nodes[]) => foldNodes(parts, length);
  const sums = (part: Part) => mixtureSums(part, k, spread);
  const rowCost = 2 * length + EXPONENTIAL * k;
  return (
    mixturesElsewhere(data)?.mixture(k, spread, { fold, sums, rowCost }) ??
    new MixturePass(data, k, spread)
  );
}
