import type { Talk } from "../data/pending.js";
import { inSlices } from "../data/sweep.js";
import type { Shape } from "../fitting/asking.js";
import { asking } from "../fitting/asking-async.js";
import { type Weighed, withWeights } from "../fitting/weighing.js";
import { rowPreparer } from "../questions/prepared-rows.js";
import type { Page } from "./reading.js";

/** Rows as they come are prepared here, where it is known which of the source they are. */
const PREPARED = { standardization: undefined, unitLength: false };

/**
 * Brings rows that follow each other in a source to a model that is there already.
 *
 * @param work is given the rows with their weights, and what they hold, as the model sees them
 */
export function withBatch<Result>(
  page: Page,
  shape: Shape,
  work: (weighed: Weighed, values: Page["values"]) => Talk<Result>,
): Talk<Result> {
  const { count, weights } = page;
  const values = valuesOf(page, shape);
  const points = { data: values, shape: [count, shape.dimensions] };
  const plain = { ...shape, preparation: PREPARED };
  const own = weights?.subarray(0, count);
  return asking(
    points,
    plain,
    0,
    (part) => withWeights(part, own, shape.centres, (weighed) => work(weighed, values)),
    inSlices,
  );
}

/** The values of a page as a model sees them. */
function valuesOf(
  { values, count, rowStart, numbers }: Page,
  { dimensions: d, precision, preparation }: Shape,
): Page["values"] {
  const { standardization, unitLength } = preparation;
  const own = values.subarray(0, count * d);
  if (standardization === undefined && !unitLength) return own;
  const prepared =
    precision === "float32" ? new Float32Array(count * d) : new Float64Array(count * d);
  const prepare = rowPreparer(d, preparation);
  for (let i = 0; i < count; i++) {
    prepare(own, prepared, i * d, () => numbers?.[i] ?? rowStart + i);
  }
  return prepared;
}
