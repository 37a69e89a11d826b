import { checkRecord, rangeError } from "../check.js";
import type { Crew } from "../data/crew.js";
import { type Part, partOf } from "../data/part.js";
import { answered, begin, type Talk } from "../data/pending.js";
import { atOnce, type Pace } from "../data/sweep.js";
import { checkMagnitude } from "../points/magnitude.js";
import { openPoints, pointsSource } from "../points/points.js";
import type { Precision } from "../types.js";
import { mustered } from "./data.js";
import { type AnswerOptions, workInSlices } from "./fit-async.js";
import { ANSWER_OPTIONS } from "./options.js";

/** What has to be known of a model that is asked about points. */
interface Shape {
  readonly dimensions: number;
  readonly precision: Precision;
  /** What the model calls its centroids, and their largest magnitude. */
  readonly centres: { readonly name: string; readonly magnitude: number };
}

/** Opens points for a model that is already fitted, does the work, and closes them again. */
export function withRows<Result>(
  points: unknown,
  shape: Shape,
  work: (part: Part) => Talk<Result>,
): Result {
  return answered(begin(asking(points, shape, 0, work, atOnce)));
}

/**
 * The same in slices of time, and in worker threads where options ask for them.
 *
 * @param rowCost what a row costs, in multiplications
 */
export async function withRowsAsync<Result>(
  points: unknown,
  shape: Shape,
  options: AnswerOptions,
  rowCost: number,
  work: (part: Part) => Talk<Result>,
): Promise<Result> {
  const checked = checkRecord("options", options, ANSWER_OPTIONS);
  return workInSlices(checked, (_, pace) => asking(points, shape, rowCost, work, pace));
}

function* asking<Result>(
  points: unknown,
  { dimensions, precision: own, centres }: Shape,
  rowCost: number,
  work: (part: Part) => Talk<Result>,
  pace: Pace,
): Talk<Result> {
  const source = pointsSource("points", points);
  checkDimensions("points", source.dimensions, dimensions);
  // A float32 model sees float32 data, as in its fit; for others nothing is lost by keeping it.
  const precision = own === "float32" ? "float32" : source.precision;
  const { rows, close } = yield* openPoints(points, source, precision, pace);
  let crew: Crew | undefined;
  try {
    checkMagnitude("points", rows.largestMagnitude(), centres, dimensions, rows.count);
    const part = { ...partOf(rows), pace };
    crew = yield* mustered(part, { rowCost });
    return yield* work({ ...part, crew });
  } finally {
    crew?.release();
    close();
  }
}

function checkDimensions(name: string, got: number, expected: number): void {
  if (got !== expected) {
    const hint =
      got === 1 ? " (numbers alone are points of 1 dimension; one point is [[x, y, …]])" : "";
    throw rangeError(name, `${expected} dimensions, as the model has`, String(got) + hint);
  }
}
