import { rangeError } from "../check.js";
import type { Rows } from "../core/rows.js";
import { type Part, partOf } from "../data/part.js";
import { answered, begin, type Talk } from "../data/pending.js";
import { atOnce, type Pace } from "../data/sweep.js";
import { checkMagnitude } from "../points/magnitude.js";
import { type OpenRows, pointsSource } from "../points/points.js";
import type { Preparation } from "../questions/prepared-rows.js";
import type { Precision } from "../types.js";
import { largest } from "./fit.js";
import type { CommonState } from "./json.js";
import { openAsPrepared } from "./prepared.js";

/** What has to be known of a model that is asked about points. */
export interface Shape {
  readonly dimensions: number;
  readonly precision: Precision;
  /** What it had done to the rows of its fit. */
  readonly preparation: Preparation;
  /** What the model calls its centroids, and their largest magnitude. */
  readonly centres: { readonly name: string; readonly magnitude: number };
}

/**
 * The shape of a model of this state.
 *
 * @param name what it calls its centroids, k × d
 * @param unitLength whether it sees rows scaled to length 1
 */
export function shapeOf(
  state: Pick<CommonState, "dimensions" | "precision" | "standardization">,
  name: string,
  centroids: readonly number[],
  unitLength = false,
): Shape {
  const { dimensions, precision, standardization } = state;
  return {
    dimensions,
    precision,
    preparation: { standardization, unitLength },
    centres: { name, magnitude: largest(centroids) },
  };
}

/** Opens points for a model that is already fitted, does the work, and closes them again. */
export function withRows<Result>(
  points: unknown,
  shape: Shape,
  work: (part: Part) => Talk<Result>,
): Result {
  // Not by the talk below, run at once: for a single point it takes 1.4 times as long.
  const { rows, close } = answered(begin(opened(points, shape, atOnce)));
  try {
    checkReach(rows, shape);
    return answered(begin(work(partOf(rows))));
  } finally {
    close();
  }
}

/** Opens points for a model of this shape. */
export function opened(points: unknown, shape: Shape, pace: Pace): Talk<OpenRows> {
  const source = pointsSource("points", points);
  checkDimensions("points", source.dimensions, shape.dimensions);
  return openAsPrepared(points, source, shape.precision, shape.preparation, pace);
}

/** Refuses rows too far from its centres for squared distances to stay finite. */
export function checkReach(rows: Rows, { dimensions, centres }: Shape): void {
  checkMagnitude("points", rows.largestMagnitude(), centres, dimensions, rows.count);
}

function checkDimensions(name: string, got: number, expected: number): void {
  if (got !== expected) {
    const hint =
      got === 1 ? " (numbers alone are points of 1 dimension; one point is [[x, y, …]])" : "";
    throw rangeError(name, `${expected} dimensions, as the model has`, String(got) + hint);
  }
}
