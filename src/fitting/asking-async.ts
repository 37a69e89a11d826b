import { checkRecord } from "../check.js";
import type { Crew } from "../data/crew.js";
import { type Part, partOf } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import type { Pace } from "../data/sweep.js";
import { checkReach, opened, type Shape } from "./asking.js";
import { mustered } from "./data.js";
import { type AnswerOptions, workInSlices } from "./fit-async.js";
import { ANSWER_OPTIONS } from "./options.js";
import { inForm, type Rowwise, type RowwiseOptions, type Work } from "./rowwise.js";

/**
 * What `withRows` does, inside a talk.
 *
 * @param rowCost what a row costs, in multiplications; 0 for work that workers have no part in
 */
export function* asking<Result>(
  points: unknown,
  shape: Shape,
  rowCost: number,
  work: (part: Part) => Talk<Result>,
  pace: Pace,
): Talk<Result> {
  const { rows, close } = yield* opened(points, shape, pace);
  let crew: Crew | undefined;
  try {
    checkReach(rows, shape);
    const part = { ...partOf(rows), pace };
    if (rowCost > 0) crew = yield* mustered(part, { rowCost });
    return yield* work({ ...part, crew });
  } finally {
    crew?.release();
    close();
  }
}

/**
 * The same in slices of time, and in worker threads where options ask for them.
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
