import { plus } from "../exact-numbers.js";
import { SIZES } from "../questions/mixture-statistics.js";
import { type ExactContent, exactCost, rounded } from "./exact-content.js";
import type { Identity } from "./identity.js";
import { type MomentsContent, momentsOfAll, objectiveOf } from "./moments-content.js";

/** Sums over rows, as one class of models has them. */
export type Content = ExactContent | MomentsContent;

/** What statistics are of, and of which rows. */
export interface Head extends Identity {
  /** Where the rows begin and end among those of a whole table, if that is known. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
  /** How many rows of positive weight. */
  readonly rows: number;
}

/** What users see of sums. */
export interface Summary {
  readonly totalWeight: number;
  readonly sizes: number[];
  readonly objective: number;
}

export function summaryOf({ k, dimensions }: Identity, content: Content): Summary {
  if (content.kind === "exact") {
    return {
      totalWeight: rounded(content.sizes.reduce(plus)),
      sizes: content.sizes.map(rounded),
      objective: exactCost(content),
    };
  }
  const { unit, total, shifts } = content;
  const all = momentsOfAll(content, k, dimensions);
  const totalWeight = total * unit;
  return {
    totalWeight,
    sizes: all.slice(SIZES, SIZES + k).map((size) => size * unit),
    objective: objectiveOf(content, all) + shifts[1] * totalWeight,
  };
}

/** Whether the objective may be without bound: the free energy at β = 0. */
export function isBoundless(content: Content): boolean {
  return content.kind === "moments" && content.stiffness === 0;
}
