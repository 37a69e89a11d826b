import type { TableSummary } from "../table/summary.js";
import { displayWidth } from "../text/display-width.js";
import type { Colors } from "../text/terminal.js";
import { counted, oneLine } from "../text/wording.js";

/** What was done with which data, on one line or two. */
export function heading(
  what: readonly string[],
  dataset: TableSummary,
  width: number,
  colors: Colors,
): string {
  const done = `${what.join(", ")},`;
  const data = `on ${dataOf(dataset)}`;
  const between = displayWidth(`${done} ${data}`) <= width ? " " : "\n";
  return `${colors.bold(done)}${between}${data}`;
}

/** `342 rows × 2 columns of penguins.csv (standardized)`. */
export function dataOf({
  count,
  columns,
  title,
  standardize,
}: Pick<TableSummary, "count" | "columns" | "title" | "standardize">): string {
  const size = `${counted(count, "row")} × ${counted(columns.length, "column")}`;
  return `${size} of ${oneLine(title)}${standardize ? " (standardized)" : ""}`;
}

export function startsOf(restarts: number): string {
  return restarts === 1 ? "one start" : `best of ${counted(restarts, "restart")}`;
}
