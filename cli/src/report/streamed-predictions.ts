import { streamedAnswers, type Question } from "../algorithms/streamed-answers.js";
import { csvLine } from "./csv.js";
import { answersFor, furtherNames } from "./predictions.js";

/** A line for every row of a table that is streamed, counted from 1. */
export async function* streamedPredictions(
  question: Question,
  title: string,
): AsyncGenerator<Uint8Array> {
  const { table } = question;
  const { columns } = table;
  for await (const { answers, first, count } of streamedAnswers(question, title)) {
    checkNumbering(table);
    const lines = first > 0 ? [] : [csvLine(["row", "label", ...furtherNames(columns, answers)])];
    for (let i = 0; i < count; i++) {
      lines.push(`${first + i + 1},${answersFor(i, columns, answers).join()}\n`);
    }
    yield Buffer.from(lines.join(""));
  }
  checkNumbering(table);
}

/** A stream tells how many rows were left out, and not which. */
export function checkNumbering({ title, dropped }: Pick<Question["table"], "title" | "dropped">) {
  if (dropped === 0) return;
  throw new Error(
    `${title}: some rows lack a value and are dropped, so with --stream nobody can say which ` +
      "row a label is of; take --output, which writes values and clusters, in place of --labels",
  );
}
