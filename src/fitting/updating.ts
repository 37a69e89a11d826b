import { checkRecord, rangeError, show, typeError } from "../check.js";
import { withoutPoints } from "./diagnostics.js";
import type { CommonState } from "./json.js";
import { emptyComponents } from "./means.js";
import type { ScoreOptions } from "./weighing.js";

/** How points join those that a model has had. */
export interface UpdateOptions extends ScoreOptions {
  /** The share of what the model has had that it forgets first: at least 0, below 1. Default 0. */
  readonly forget?: number | undefined;
}

/** The weights, which are yet to be checked against the rows, and the share that is kept. */
export function checkUpdateOptions(options: unknown): {
  readonly weights: unknown;
  readonly kept: number;
} {
  const { weights, forget = 0 } = checkRecord("options", options, ["weights", "forget"]);
  if (typeof forget !== "number" || !(forget >= 0 && forget < 1)) {
    const refuse = typeof forget === "number" ? rangeError : typeError;
    throw refuse("forget", "a number of at least 0 and below 1", show(forget));
  }
  return { weights, kept: 1 - forget };
}

/** What is said anew of a model that was updated. */
const OF_NOW = ["order-dependent", "empty-component"];

/**
 * What a model that was updated says of how it came about.
 *
 * @param sizes of its components
 */
export function updatedDiagnostics({ diagnostics, k }: CommonState, sizes: readonly number[]) {
  const message = "points joined one after the other: their order has a say in the result";
  const kept = diagnostics.filter(({ code }) => !OF_NOW.includes(code));
  const others = [...kept, ...withoutPoints(emptyComponents(sizes, 0, k), k, false)];
  return {
    labels: new Int32Array(0),
    iterations: 1,
    converged: false,
    diagnostics: [...others, { code: "order-dependent", message }],
  };
}
