import { rangeError } from "../check.js";
import { withoutPoints } from "../fitting/diagnostics.js";
import type { Diagnostic } from "../types.js";

/** What models of all classes have after an M-step from statistics. */
export interface AfterStep {
  readonly labels: Int32Array;
  readonly sizes: number[];
  readonly iterations: number;
  readonly history: number[];
  readonly converged: boolean;
  readonly diagnostics: Diagnostic[];
}

/**
 * @param objective that under the θ before, which is all that statistics know
 * @param before the lists of numbers of the θ that statistics were taken under, and `after`: of the next
 */
export function afterStep(
  sizes: readonly number[],
  state: { readonly iterations: number; readonly history: readonly number[] },
  objective: number,
  before: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
): AfterStep {
  for (const value of after.flat()) {
    if (Number.isFinite(value)) continue;
    throw rangeError(
      "statistics",
      "sums that points can have",
      `a parameter of ${value} from them`,
    );
  }
  const empty = sizes.flatMap((size, c) => (size === 0 ? [c] : []));
  return {
    labels: new Int32Array(0),
    sizes: [...sizes],
    iterations: state.iterations + 1,
    history: [...state.history, objective],
    converged: before.every((list, i) => list.every((value, j) => value === after[i][j])),
    diagnostics: withoutPoints(empty, sizes.length, false),
  };
}
