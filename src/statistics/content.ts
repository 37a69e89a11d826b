import type { ExactContent } from "./exact-content.js";
import type { Identity } from "./identity.js";
import type { MomentsContent } from "./moments-content.js";

/** Sums over rows, as one class of models has them. */
export type Content = ExactContent | MomentsContent;

/** What statistics are of, and of which rows. */
export interface Head extends Identity {
  /** Where the rows begin and end among those of a whole table, if that is known. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
  /** How many rows of positive weight. */
  readonly rows: number;
}

/** Whether the objective may be without bound: the free energy at β = 0. */
export function isBoundless(content: Content): boolean {
  return content.kind === "moments" && content.stiffness === 0;
}
