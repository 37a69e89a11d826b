import type { Dataset } from "../table/dataset.js";
import { displayWidth } from "../text/display-width.js";
import type { Colors } from "../text/terminal.js";
import { counted, oneLine } from "../text/wording.js";

/** What was done with which data, on one line or two. */
export function heading(
  what: readonly string[],
  { kept, columns, title, standardize }: Dataset,
  width: number,
  colors: Colors,
): string {
  const done = `${what.join(", ")},`;
  const size = `${counted(kept.length, "row")} × ${counted(columns.length, "column")}`;
  const how = standardize ? " (standardized)" : "";
  const data = `on ${size} of ${oneLine(title)}${how}`;
  const between = displayWidth(`${done} ${data}`) <= width ? " " : "\n";
  return `${colors.bold(done)}${between}${data}`;
}

export function startsOf(restarts: number): string {
  return restarts === 1 ? "one start" : `best of ${counted(restarts, "restart")}`;
}
