import { checkRecord } from "../check.js";
import type { Part } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { asking, type Shape } from "./asking.js";
import { type AnswerOptions, workInSlices } from "./fit-async.js";
import { ANSWER_OPTIONS } from "./options.js";
import { inForm, type Rowwise, type RowwiseOptions, type Work } from "./rowwise.js";

/**
 * What `withRows` does, in slices of time, and in worker threads where options ask for them.
 *
 * @param rowCost what a row costs, in multiplications; 0 for work that workers have no part in
 */
export async function withRowsAsync<Result>(
  points: unknown,
  shape: Shape,
  options: AnswerOptions,
  rowCost: number,
  work: (part: Part) => Talk<Result>,
): Promise<Result> {
  checkRecord("options", options, ANSWER_OPTIONS);
  return await workInSlices(options, (_, pace) => asking(points, shape, rowCost, work, pace));
}

/**
 * What `withRowsRowwise` does, likewise.
 *
 * @param rowCost what a row costs, in multiplications
 */
export async function withRowsRowwiseAsync<Rows extends boolean | undefined>(
  points: unknown,
  shape: Shape,
  options: AnswerOptions & RowwiseOptions<Rows>,
  rowCost: number,
  width: number,
  work: Work,
): Promise<Rowwise<Rows>> {
  const known = [...ANSWER_OPTIONS, "rows"];
  const { rows, signal, threads, workerUrl } = checkRecord("options", options, known);
  const way = { signal, threads, workerUrl } as AnswerOptions;
  const answer = await withRowsAsync(points, shape, way, rowCost, inForm(rows, width, work));
  return answer as Rowwise<Rows>;
}
