import type { Running } from "../algorithms/algorithm.js";
import type { Asked } from "../algorithms/row-answers.js";
import type { Question } from "../algorithms/streamed-answers.js";
import type { SavedModel } from "../files/model-file.js";
import type { OutputFile } from "../files/output.js";
import { print } from "../files/output.js";
import type { Format } from "../files/source.js";
import type { Counted } from "../report/prediction-report.js";
import { streamedPredictions } from "../report/streamed-predictions.js";
import type { OutputForm } from "../rewriting/form.js";
import { openTable } from "../streams/open-table.js";
import { note } from "../text/notes.js";
import { listed } from "../text/wording.js";
import { writeStreamed } from "./stream-output.js";

interface PredictStreamOptions extends Asked, Format, Pick<Running, "threads"> {
  readonly labels?: string;
}

/**
 * Asks the model about a table that is read as often as it is written, and writes the files that are
 * asked for; where none is, it prints the labels.
 *
 * @returns how many rows are where
 */
export async function predictedStream(
  saved: SavedModel,
  data: string,
  options: PredictStreamOptions,
  output: OutputForm | undefined,
  signal: AbortSignal,
): Promise<Counted> {
  const { model, reading } = saved;
  checkReading(saved);
  const table = await openTable(data, {
    ...options,
    columns: reading?.columns,
    dimensions: model.dimensions,
    scales: reading?.scales,
  });
  const sizes = new Array<number>(model.k).fill(0);
  const question: Question = {
    ...{ model, table, asked: options },
    running: { threads: options.threads, signal },
  };
  const counting = { ...question, sizes };
  const { labels } = options;
  const files: OutputFile[] = [];
  if (labels !== undefined) {
    const counts = output === undefined ? counting : question;
    files.push({ path: labels, content: streamedPredictions(counts, labels) });
  }
  await writeStreamed(files, output, counting, signal);
  if (labels === undefined && output === undefined) {
    await print(streamedPredictions(question, "standard output"), signal);
  }
  if (reading === undefined) {
    note(`the model names no columns; taken in their order: ${listed(table.columns, 10)}`);
  }
  return { table, sizes };
}

/** Refuses a model that was fitted to what a stream does not have. */
function checkReading({ path, reading }: SavedModel): void {
  if (reading === undefined) return;
  const foreign = [
    ["--one-hot", reading.oneHot.length > 0],
    ["columns of one category", reading.indicators.length > 0],
    ["--missing mean", reading.means !== undefined],
  ] as const;
  const found = foreign.find(([, has]) => has);
  if (found === undefined) return;
  throw new Error(
    `${path}: the model was fitted with ${found[0]}, which --stream does not know; leave --stream out`,
  );
}
