import { note } from "../text/notes.js";
import { counted, listed } from "../text/wording.js";
import type { NumericColumn, Table } from "./read-table.js";

/** A table whose missing numbers are the mean of their column, which a note counts. */
export function filledWithMeans(table: Table): Table {
  const filled: string[] = [];
  let total = 0;
  const columns = table.columns.map((column) => {
    const { count, values } = filledColumn(column);
    if (count === 0) return column;
    filled.push(`${column.name} ${count.toLocaleString("en-US")}`);
    total += count;
    return { name: column.name, values };
  });
  if (total > 0) {
    note(
      `filled ${counted(total, "missing value")} with the mean of ` +
        `${filled.length === 1 ? "its column" : "their columns"} (${listed(filled, 10)})`,
    );
  }
  return { ...table, columns };
}

/** Without any value a column has no mean, and stays as it is. */
function filledColumn({ values }: NumericColumn): { count: number; values: Float64Array } {
  // Kept as a mean throughout, it does not overflow where a sum would.
  let mean = 0;
  let known = 0;
  for (const value of values) {
    if (!Number.isNaN(value)) {
      known++;
      mean += value / known - mean / known;
    }
  }
  if (known === 0) return { count: 0, values };
  return {
    count: values.length - known,
    values: values.map((value) => (Number.isNaN(value) ? mean : value)),
  };
}
