import { checkRecord } from "../check.js";
import type { AnswerOptions } from "../fitting/fit-async.js";
import { ANSWER_OPTIONS } from "../fitting/options.js";
import type { PointsLike } from "../points/points.js";
import { throwIfAborted, waiting } from "../data/time-slices.js";
import { checkSource } from "./open.js";
import { iteratorOf, Reading } from "./reading.js";
import type { StreamChunk, StreamSource } from "./source.js";

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
  const wait = waiting(known.signal);
  const reading = new Reading(unweighted(checked), 0, precision);
  try {
    for (;;) {
      const next = reading.next(ROWS);
      await wait.for(next);
      throwIfAborted(known.signal);
      const page = await next;
      if (rows !== undefined && reading.row > rows) throw otherThan(rows, "more");
      if (page === undefined) break;
      const { values, count, rowStart } = page;
      const data = values.subarray(0, count * dimensions);
      const labels = await predict({ data, shape: [count, dimensions] }, known);
      yield { rowStart, labels };
    }
    if (rows !== undefined && reading.row < rows) throw otherThan(rows, String(reading.row));
  } finally {
    wait.end();
    void reading.close();
  }
}

function otherThan(rows: number, got: string): Error {
  return new Error(`"source" said that it has ${rows} rows, and gave ${got}`);
}

/** The same rows without what they weigh. */
function unweighted(source: StreamSource): StreamSource {
  return {
    dimensions: source.dimensions,
    async *open(range) {
      const opened = iteratorOf(source.open(range));
      const chunks = { [Symbol.asyncIterator]: () => opened } as AsyncIterable<StreamChunk>;
      for await (const chunk of chunks) {
        const given = chunk as unknown;
        const isWeighted = typeof given === "object" && given !== null && "points" in given;
        yield isWeighted ? (given.points as PointsLike) : chunk;
      }
    },
  };
}
