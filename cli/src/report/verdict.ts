import type { Result } from "../algorithms/result.js";
import { counted, oneLine } from "../text/wording.js";

/** That the column by which clusters are judged had no part in finding them. */
export function untold(column: string): string {
  return `none of them has been told the ${oneLine(column)}`;
}

/**
 * How many rows each algorithm has put into a cluster mostly of another value of the column that
 * describes them: what is counted, and the counts. Undefined where no column describes them, or no
 * row has a value.
 */
export function verdict(results: readonly Result[]): readonly [string, string] | undefined {
  const { description } = results[0];
  if (description === null) return undefined;
  const rows = countOf(results[0]);
  if (rows === 0) return undefined;
  const column = oneLine(description.column);
  const counts = results.map(
    (result) => `${astray(result).toLocaleString("en-US")} by ${result.clustering.title[0]}`,
  );
  return [
    `astray, in a cluster mostly of another ${column}, of ${counted(rows, "row")}:`,
    counts.join(", "),
  ];
}

/** How often each value is in each cluster; rows without one do not count. */
function countsOf({ description }: Result): number[][] {
  const clusters = description?.clusters ?? [];
  return clusters.map((counts) =>
    counts.filter(({ value }) => value !== null).map(({ count }) => count),
  );
}

function countOf(result: Result): number {
  return countsOf(result)
    .flat()
    .reduce((sum, count) => sum + count, 0);
}

function astray(result: Result): number {
  return countsOf(result)
    .flatMap(([, ...others]) => others)
    .reduce((sum, count) => sum + count, 0);
}
