import type { RowAnswers } from "../algorithms/row-answers.js";
import { deviationName, logDensityName, shareName } from "../table/added-columns.js";
import type { Dataset } from "../table/dataset.js";
import { csvLine } from "./csv.js";

/** A line for every row of the table, counted from 1; nothing but its number where it was dropped. */
export function predictionsAsCsv(
  { rows, kept, columns }: Dataset,
  { k, labels, responsibilities, logDensity, deviations }: RowAnswers,
): string {
  const head = [
    ...["row", "label"],
    ...(responsibilities ? Array.from({ length: k }, (_, c) => shareName(c)) : []),
    ...(logDensity ? [logDensityName] : []),
    ...(deviations ? columns.map(deviationName) : []),
  ];
  const values = (of: Float64Array | undefined, i: number, width: number) =>
    of === undefined ? [] : Array.from(of.subarray(i * width, (i + 1) * width), String);
  const blank = ",".repeat(head.length - 1);
  const lines = Array.from({ length: rows }, (_, row) => `${row + 1}${blank}\n`);
  kept.forEach((row, i) => {
    lines[row] = csvLine([
      ...[String(row + 1), String(labels[i])],
      ...values(responsibilities, i, k),
      ...values(logDensity, i, 1),
      ...values(deviations, i, columns.length),
    ]);
  });
  return csvLine(head) + lines.join("");
}
