import { checkRecord } from "../check.js";
import type { AnswerOptions } from "../fitting/fit-async.js";
import { ANSWER_OPTIONS } from "../fitting/options.js";
import type { PointsLike } from "../points/points.js";
import { throwIfAborted } from "../data/time-slices.js";
import { checkSource } from "./open.js";
import { Reading } from "./reading.js";
import type { StreamSource } from "./source.js";

/** Labels of rows that follow each other in a source. */
export interface StreamLabels {
  /** Which row of the source the first label is of, from 0. */
  readonly rowStart: number;
  /** The component of each row. */
  readonly labels: Int32Array;
}

/** Rows that are labelled at a time: what is read as single rows is not asked about as such. */
const ROWS = 2 ** 14;

/**
 * Labels the rows of a source as they are read; those of weight 0 too.
 *
 * @param predict labels points
 */
export async function* labelsOfStream(
  source: unknown,
  options: unknown,
  predict: (points: PointsLike, options: AnswerOptions) => Promise<Int32Array>,
): AsyncGenerator<StreamLabels, void, undefined> {
  const checked = checkSource(source);
  const known = checkRecord("options", options, ANSWER_OPTIONS) as AnswerOptions;
  throwIfAborted(known.signal);
  const { dimensions, precision, rows } = checked;
  const reading = new Reading(unweighted(checked), 0, precision);
  try {
    for (;;) {
      const page = await reading.next(ROWS);
      if (page === undefined) break;
      const { values, count, rowStart } = page;
      const data = values.subarray(0, count * dimensions);
      const labels = await predict({ data, shape: [count, dimensions] }, known);
      yield { rowStart, labels };
    }
    if (rows !== undefined && reading.row !== rows) {
      throw new Error(`"source" gave ${reading.row} rows, and said that it has ${rows}`);
    }
  } finally {
    reading.close();
  }
}

/** The same rows without what they weigh. */
function unweighted(source: StreamSource): StreamSource {
  return {
    dimensions: source.dimensions,
    async *open(range) {
      for await (const chunk of source.open(range)) {
        yield typeof chunk === "object" && "points" in chunk ? chunk.points : chunk;
      }
    },
  };
}
