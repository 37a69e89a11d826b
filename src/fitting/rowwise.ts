import { checkBoolean, checkRecord, show, typeError } from "../check.js";
import type { Part } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { checkCount } from "../points/forms.js";
import { appendRows } from "../points/nested.js";
import { type Shape, withRows } from "./asking.js";
import { ANSWER_OPTIONS } from "./options.js";

/** In which form answers come that have several numbers for each point. */
export interface RowwiseOptions<Rows extends boolean | undefined = boolean> {
  /** `true`: a list of numbers for each point. Default: all in one flat Float64Array, row-major. */
  readonly rows?: Rows | undefined;
}

/** An answer with several numbers for each point, in the form that {@link RowwiseOptions} ask for. */
export type Rowwise<Rows extends boolean | undefined> = Rows extends true
  ? number[][]
  : Float64Array;

/** What a question comes to, flat and row-major. */
export type Work = (part: Part) => Talk<Float64Array>;

/**
 * Asks a question that has `width` numbers for each point, and gives them in the form that options
 * ask for.
 *
 * @param taker the method that takes the options of a promise; undefined where there is none
 */
export function withRowsRowwise<Rows extends boolean | undefined>(
  points: unknown,
  shape: Shape,
  options: RowwiseOptions<Rows>,
  width: number,
  work: Work,
  taker?: string,
): Rowwise<Rows> {
  const elsewhere = taker === undefined ? [] : ANSWER_OPTIONS;
  const hint = `it is one of ${taker}`;
  const given = checkRecord("options", options, ["rows"], "an object", elsewhere, hint);
  return withRows(points, shape, inForm(given.rows, width, work)) as Rowwise<Rows>;
}

/** The question whose answer has the form that is asked for. */
export function inForm(
  rows: unknown,
  width: number,
  work: Work,
): (part: Part) => Talk<Float64Array | number[][]> {
  return rows !== undefined && checkBoolean("rows", rows)
    ? (part) => nested(part, width, work)
    : work;
}

function* nested(part: Part, width: number, work: Work): Talk<number[][]> {
  const { count } = part.rows;
  checkCount("points", Math.max(count, width));
  const flat = yield* work(part);
  const rows: number[][] = [];
  const append = (first: number, some: number) => appendRows(rows, flat, width, first, some);
  yield* inRanges(count, VALUE_COST * width, append, part.pace);
  return rows;
}

/**
 * Refuses options of a method that takes none. A number in their place is let be: `map` hands its
 * index along, as in `batches.map(model.predict, model)`.
 *
 * @param taker the method that takes the options of a promise
 */
export function takesNoOptions(options: unknown, taker: string): void {
  if (options === undefined || typeof options === "number") return;
  const expected = "nothing beside the points";
  if (typeof options !== "object" || options === null) {
    throw typeError("options", expected, show(options));
  }
  const record = options as Record<string, unknown>;
  const key = Object.keys(record).find((name) => record[name] !== undefined);
  if (key === undefined) return;
  const hint = (ANSWER_OPTIONS as readonly string[]).includes(key)
    ? ` (it is one of ${taker})`
    : "";
  throw typeError("options", expected, `unknown "${key}"${hint}`);
}
