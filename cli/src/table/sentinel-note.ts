import { note } from "../text/notes.js";
import { counted, listed } from "../text/wording.js";
import { sentinelsIn } from "./sentinels.js";

interface Column {
  readonly name: string;
  /** One number a row, NaN where it is missing. */
  readonly values: Float64Array;
}

/** Asks about numbers that may stand for missing values, and would draw a cluster to themselves. */
export function noteSentinels(columns: readonly Column[]): void {
  const found = columns.flatMap(({ name, values }) =>
    sentinelsIn(values).map(({ value, rows }) => `${name} has ${value} in ${counted(rows, "row")}`),
  );
  if (found.length === 0) return;
  const [whose, what] =
    found.length === 1
      ? ["its", "it stands for a missing value, make it an empty field"]
      : ["their", "these stand for missing values, make them empty fields"];
  note(`${listed(found, 5)}, far from all ${whose} other values: if ${what}`);
}
