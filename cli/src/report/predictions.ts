import { setImmediate } from "node:timers/promises";
import type { RowAnswers } from "../algorithms/row-answers.js";
import { deviationName, logDensityName, shareName } from "../table/added-columns.js";
import type { Dataset } from "../table/dataset.js";
import { csvLine } from "./csv.js";

/** Characters that are written at a time: all of them may be more than a string can hold. */
const piece = 2 ** 16;

/** A line for every row of the table, counted from 1; nothing but its number where it was dropped. */
export async function* predictionsAsCsv(
  dataset: Dataset,
  answers: RowAnswers,
): AsyncGenerator<Uint8Array> {
  let text = "";
  for (const line of predictionLines(dataset, answers)) {
    text += line;
    if (text.length >= piece) {
      yield Buffer.from(text);
      text = "";
      // What writes to a file of ours already open does not wait, and a signal would not be heard.
      await setImmediate();
    }
  }
  yield Buffer.from(text);
}

function* predictionLines(
  { rows, kept, columns }: Dataset,
  answers: RowAnswers,
): Generator<string> {
  const head = ["row", "label", ...furtherNames(columns, answers)];
  const blank = ",".repeat(head.length - 1);
  yield csvLine(head);
  let i = 0;
  for (let row = 0; row < rows; row++) {
    if (kept[i] !== row) {
      yield `${row + 1}${blank}\n`;
      continue;
    }
    yield csvLine([String(row + 1), ...answersFor(i, columns, answers).map(String)]);
    i++;
  }
}

/** What columns are called that come after the one with the cluster. */
export function furtherNames(
  columns: readonly string[],
  { k, responsibilities, logDensity, deviations }: RowAnswers,
): string[] {
  return [
    ...(responsibilities ? Array.from({ length: k }, (_, c) => shareName(c)) : []),
    ...(logDensity ? [logDensityName] : []),
    ...(deviations ? columns.map(deviationName) : []),
  ];
}

/** All that is said of a row, its cluster first. */
export function answersFor(
  row: number,
  columns: readonly string[],
  { k, labels, responsibilities, logDensity, deviations }: RowAnswers,
): number[] {
  const values = (of: Float64Array | undefined, width: number) =>
    of === undefined ? [] : Array.from(of.subarray(row * width, (row + 1) * width));
  return [
    labels[row],
    ...values(responsibilities, k),
    ...values(logDensity, 1),
    ...values(deviations, columns.length),
  ];
}
