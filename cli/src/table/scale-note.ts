import { note } from "../text/notes.js";
import { listed } from "../text/wording.js";
import type { Spread } from "./spread.js";
import type { TableSummary } from "./summary.js";

/** From here on a column of small values hardly counts in a distance: 1 % of the other's variance. */
const ratioOfDeviations = 10;

/**
 * Tells a user whose clusters may be those of a few columns.
 *
 * @param whose the algorithms that see columns so, where others beside them do not
 */
export function noteScales(
  { columns, spreads, standardize }: Pick<TableSummary, "columns" | "spreads" | "standardize">,
  whose: readonly string[] = [],
): void {
  if (standardize) return;
  const names = dominantColumns(columns, spreads);
  if (names.length === 0) return;
  const to = whose.length === 0 ? "" : ` to ${listed(whose, whose.length)}`;
  note(
    `${listed(names, 5)} ${names.length === 1 ? "has" : "have"} most of the variance${to}; ` +
      `--standardize puts the columns on one scale`,
  );
}

/** Tells a user which columns cannot be put on one scale with the others. */
export function noteConstants({
  columns,
  spreads,
}: Pick<TableSummary, "columns" | "spreads">): void {
  const constant = columns.filter((_, j) => spreads[j].deviation === 0);
  if (constant.length > 0) note(`constant, so left as it is: ${listed(constant, 10)}`);
}

/** The fewest columns with most of the variance, if those of others are far below theirs. */
export function dominantColumns(columns: readonly string[], spreads: readonly Spread[]): string[] {
  // A constant column takes no part in any distance.
  const varying = columns
    .map((name, j) => ({ name, deviation: spreads[j].deviation }))
    .filter(({ deviation }) => deviation > 0)
    .sort((a, b) => b.deviation - a.deviation);
  if (varying.length === 0) return [];
  const largest = varying[0].deviation;
  if (largest / varying[varying.length - 1].deviation < ratioOfDeviations) return [];
  // Shares of the largest: the variances themselves may overflow.
  const variances = varying.map(({ deviation }) => (deviation / largest) ** 2);
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  let sum = 0;
  const most = variances.findIndex((variance) => (sum += variance) > total / 2);
  return varying.slice(0, most + 1).map(({ name }) => name);
}
