import type { Dataset } from "../table/dataset.js";
import { displayWidth } from "../text/display-width.js";
import type { Colors } from "../text/terminal.js";
import { counted, oneLine } from "../text/wording.js";

/** What was done with which data, on one line or two. */
export function heading(
  what: readonly string[],
  dataset: Dataset,
  width: number,
  colors: Colors,
): string {
  const done = `${what.join(", ")},`;
  const data = `on ${dataOf(dataset)}`;
  const between = displayWidth(`${done} ${data}`) <= width ? " " : "\n";
  return `${colors.bold(done)}${between}${data}`;
}

/** `342 rows × 2 columns of penguins.csv (standardized)`. */
export function dataOf({ kept, columns, title, standardize }: Dataset): string {
  const size = `${counted(kept.length, "row")} × ${counted(columns.length, "column")}`;
  return `${size} of ${oneLine(title)}${standardize ? " (standardized)" : ""}`;
}

export function startsOf(restarts: number): string {
  return restarts === 1 ? "one start" : `best of ${counted(restarts, "restart")}`;
}
