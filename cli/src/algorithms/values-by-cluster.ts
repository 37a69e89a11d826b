import type { TextColumn } from "../table/read-table.js";

/** How often a value of the describing column occurs in a cluster; null: missing. */
export interface ValueCount {
  readonly value: string | null;
  readonly count: number;
}

/**
 * The values in each cluster, commonest first, equally common ones in the order of the file.
 * @param kept Index of each labelled row among the data rows.
 */
export function valuesByCluster(
  column: TextColumn,
  labels: Int32Array,
  kept: readonly number[],
  k: number,
): ValueCount[][] {
  const counts = Array.from({ length: k }, () => new Map<string | null, number>());
  labels.forEach((label, i) => {
    const value = column.values[kept[i]];
    counts[label].set(value, (counts[label].get(value) ?? 0) + 1);
  });
  return counts.map((inCluster) =>
    Array.from(inCluster, ([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count),
  );
}
