import { rowsStatus } from "../streams/rows-status.js";
import type { StreamedTable } from "../streams/streamed-table.js";
import { statusLine } from "../text/status-line.js";
import type { Model, Running } from "./algorithm.js";
import { withoutDirection } from "./cosine.js";
import { answersOf, type Asked, type RowAnswers } from "./row-answers.js";

/** What a model is asked of the rows of a table. */
export interface Question {
  readonly model: Model;
  readonly table: StreamedTable;
  readonly asked: Asked;
  readonly running: Pick<Running, "signal" | "threads">;
  /** Counts how many rows are in which cluster. */
  readonly sizes?: number[];
}

/** Rows that follow each other, and what is said of them. */
export interface Answered {
  readonly answers: RowAnswers;
  /** Row-major. */
  readonly values: Float64Array;
  /** How many rows there were before these. */
  readonly first: number;
  readonly count: number;
}

/**
 * Asks a model about all rows, some at a time, and shows how far it is.
 *
 * @param title what is being written
 */
export async function* streamedAnswers(
  { model, table, asked, running, sizes }: Question,
  title: string,
): AsyncGenerator<Answered> {
  const d = table.columns.length;
  const began = performance.now();
  let first = 0;
  for await (const chunk of table.chunks()) {
    // In 64 bits, as in a table in memory.
    const values = chunk instanceof Float64Array ? chunk : Float64Array.from(chunk);
    const count = values.length / d;
    const before = first;
    const points = { data: values, shape: [count, d] as [number, number] };
    try {
      const labels = await model.predictAsync(points, running);
      if (sizes !== undefined) for (const label of labels) sizes[label]++;
      const answers = await answersOf(model, labels, points, asked, running);
      yield { answers, values, first, count };
    } catch (error) {
      const { title, place } = table;
      const lineOf = (row: number) => table.lineOf(before + row);
      throw withoutDirection(error, { title, place, lineOf }) ?? error;
    }
    first += count;
    const progress = { rows: first, all: table.rowsAhead, elapsed: performance.now() - began };
    statusLine.show(rowsStatus("writing", title, progress));
  }
}
