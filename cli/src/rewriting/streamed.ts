import { streamedAnswers, type Question } from "../algorithms/streamed-answers.js";
import { WrongUsage } from "../files/errors.js";
import { kindOf, type Kind } from "../files/kinds.js";
import { gzipped } from "../formats/gzipped.js";
import { csvLine } from "../report/csv.js";
import { answersFor, furtherNames } from "../report/predictions.js";
import { clusterName, freeNames } from "../table/added-columns.js";
import { alternatives } from "../text/wording.js";
import type { OutputForm } from "./form.js";
import { jsonNumber } from "./members.js";

/** What can be written row by row. */
const written: readonly Kind[] = ["csv", "tsv", "ndjson"];

/** By the name of the file; CSV where that does not tell. */
export function streamedForm(path: string): OutputForm {
  const kind = (path === "-" ? undefined : kindOf(path)) ?? "csv";
  if (!written.includes(kind)) {
    throw new WrongUsage(
      `--output ${path}: with --stream, a table is written as ${alternatives(written)}, not as ${kind}`,
    );
  }
  const gzip = path.toLowerCase().endsWith(".gz");
  return { path, kind, gzip, otherDelimiter: undefined };
}

/** The columns in use of every row that lacks no value, and its cluster. */
export function streamedTable(
  question: Question,
  { path, kind, gzip }: OutputForm,
): AsyncIterable<Uint8Array> {
  const lines = linesOf(question, kind, path === "-" ? "standard output" : path);
  return gzip ? gzipped(lines) : lines;
}

async function* linesOf(question: Question, kind: Kind, title: string): AsyncGenerator<Uint8Array> {
  const { columns } = question.table;
  const d = columns.length;
  for await (const { answers, values, first, count } of streamedAnswers(question, title)) {
    const added = freeNames([clusterName, ...furtherNames(columns, answers)], columns);
    const names = [...columns, ...added];
    const form = kind === "ndjson" ? json(names) : text(names, kind === "tsv" ? "\t" : ",");
    let written = first > 0 ? "" : form.head;
    for (let i = 0; i < count; i++) {
      const row = Array.from(values.subarray(i * d, (i + 1) * d));
      written += form.row(row.concat(answersFor(i, columns, answers)));
    }
    yield Buffer.from(written);
  }
}

interface Lines {
  readonly head: string;
  row(numbers: readonly number[]): string;
}

function text(names: readonly string[], delimiter: string): Lines {
  return {
    head: csvLine(names, delimiter),
    row: (numbers) => `${numbers.join(delimiter)}\n`,
  };
}

function json(names: readonly string[]): Lines {
  const keys = names.map((name) => `${JSON.stringify(name)}:`);
  return {
    head: "",
    row: (numbers) => `{${numbers.map((value, j) => keys[j] + jsonNumber(value)).join()}}\n`,
  };
}
