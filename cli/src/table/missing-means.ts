import { note } from "../text/notes.js";
import { counted, listed } from "../text/wording.js";
import type { Table } from "./read-table.js";

/** The mean of each column, NaN where it has no value. */
export function meansOf({ columns }: Table): number[] {
  return columns.map(({ values }) => {
    // Kept as a mean throughout, it does not overflow where a sum would.
    let mean = 0;
    let known = 0;
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      known++;
      mean += value / known - mean / known;
    }
    return known === 0 ? NaN : mean;
  });
}

/**
 * A table whose missing numbers are the mean of their column, which a note counts.
 *
 * @param of whose mean that is, where it is not that of the table's own column
 */
export function filledWithMeans(table: Table, means: readonly number[], of = ""): Table {
  const filled: string[] = [];
  let total = 0;
  const columns = table.columns.map(({ name, values }, j) => {
    const count = values.reduce((sum, value) => sum + Number(Number.isNaN(value)), 0);
    if (count === 0 || Number.isNaN(means[j])) return { name, values };
    filled.push(`${name} ${count.toLocaleString("en-US")}`);
    total += count;
    return { name, values: values.map((value) => (Number.isNaN(value) ? means[j] : value)) };
  });
  if (total > 0) {
    note(
      `filled ${counted(total, "missing value")} with the mean of ` +
        `${filled.length === 1 ? "its column" : "their columns"}${of} (${listed(filled, 10)})`,
    );
  }
  return { ...table, columns };
}
