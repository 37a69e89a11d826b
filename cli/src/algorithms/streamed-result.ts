import type { StreamedTable } from "../streams/streamed-table.js";
import { statusLine } from "../text/status-line.js";
import type { Algorithm, Model, Running, Settings } from "./algorithm.js";
import { inWords } from "./in-words.js";
import type { Result } from "./result.js";
import { statusOn } from "./stream-status.js";

/** Lets an algorithm find clusters in rows that are read again and again, and shows how far it is. */
export async function streamedResult<Own, M extends Model>(
  algorithm: Algorithm<Own, M>,
  table: StreamedTable,
  settings: Settings & Own,
  running: Running,
): Promise<Result<M, StreamedTable>> {
  const status = statusOn(algorithm, table);
  const model = await inWords(algorithm, table, settings, () =>
    algorithm.fit(table, settings, {
      ...running,
      onProgress: (progress) => statusLine.show(status(progress)),
    }),
  );
  return {
    algorithm: algorithm.name,
    dataset: table,
    settings,
    clustering: algorithm.shown(model, table, settings),
    description: null,
  };
}
