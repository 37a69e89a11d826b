import type { Algorithm, Running, Settings } from "../algorithms/algorithm.js";
import type { Asked } from "../algorithms/row-answers.js";
import { streamedResult } from "../algorithms/streamed-result.js";
import type { OutputFile } from "../files/output.js";
import { plotFile, plottedColumns, type PlotOptions } from "../options/plot.js";
import { MOST_POINTS } from "../pictures/content/sample.js";
import { pictureFiles } from "../pictures/output.js";
import { sampledPicture } from "../pictures/sampled-picture.js";
import type { Picture } from "../pictures/content/picture.js";
import type { AnyResult } from "../report/attributes.js";
import { modelAsJson } from "../report/machine-readable.js";
import { remark } from "../report/remark.js";
import { checkNumbering, streamedPredictions } from "../report/streamed-predictions.js";
import type { OutputForm } from "../rewriting/form.js";
import { openTable, type StreamOptions } from "../streams/open-table.js";
import { RowSample } from "../streams/row-sample.js";
import type { StreamedTable } from "../streams/streamed-table.js";
import { checkEnoughRows } from "../table/dataset.js";
import { noteConstants, noteScales } from "../table/scale-note.js";
import { note } from "../text/notes.js";
import { writeStreamed } from "./stream-output.js";

interface FitStreamOptions
  extends Settings, Asked, PlotOptions, StreamOptions, Pick<Running, "threads"> {
  readonly model?: string;
  readonly labels?: string;
}

/** Fits a table that is read again and again, and writes the files that are asked for. */
export async function fittedStream(
  data: string,
  algorithm: Algorithm,
  options: FitStreamOptions,
  output: OutputForm | undefined,
  signal: AbortSignal,
): Promise<{ result: AnyResult; picture: Picture | undefined }> {
  const { threads, plot, seed } = options;
  let sample: RowSample | undefined;
  const table = await openTable(data, {
    ...options,
    sample: plot === undefined ? undefined : (d) => (sample = new RowSample(MOST_POINTS, d, seed)),
    whenKnown: (known) => checkKnown(known, data, algorithm, options),
  });
  const chosen = plottedColumns(options, table);
  const running = { threads, signal };
  const result = await streamedResult(algorithm, table, options, running);
  const { model } = result.clustering;
  const covariance = "covariance" in model ? model.covariance : undefined;
  for (const diagnostic of model.diagnostics) {
    note(remark(diagnostic, { ...placesOf(table), covariance }));
  }
  const picture = sample && sampledPicture(result, sample.rows, chosen);
  const question = { model, table, asked: options, running };
  const files: OutputFile[] = [];
  if (options.model !== undefined)
    files.push({ path: options.model, content: modelAsJson(result) });
  if (options.labels !== undefined) {
    files.push({ path: options.labels, content: streamedPredictions(question, options.labels) });
  }
  files.push(...(await pictureFiles(picture, plotFile(options))));
  await writeStreamed(files, output, question, signal);
  return { result, picture };
}

/** Once all rows have been seen, and before the work with them begins. */
function checkKnown(
  table: StreamedTable,
  data: string,
  algorithm: Algorithm,
  options: FitStreamOptions,
): void {
  checkEnoughRows(options.k, table, data);
  if (options.labels !== undefined) checkNumbering(table);
  if (table.standardize) noteConstants(table);
  if (!algorithm.adaptsToScale(options)) noteScales(table);
}

function placesOf({ columns, place, lineOf }: StreamedTable) {
  return { columns, place, lineOf };
}
