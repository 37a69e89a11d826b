import { checkInteger, checkRecord, show, typeError } from "../check.js";
import { answerTo, type Talk } from "../data/pending.js";
import type { Pace } from "../data/sweep.js";
import type { Iteration } from "../em.js";
import type { Fit, Origin, Shaped } from "../fitting/fit.js";
import { type AsyncOptions, workInSlices } from "../fitting/fit-async.js";
import { type FitProgress, type Fitting, type Report, reported } from "../fitting/reported.js";
import type { Diagnostic } from "../types.js";
import { checkSource, Stream, STREAMED } from "./open.js";
import type { ReadProgress } from "./pages.js";
import { type HeldShards, holdersOf } from "./shard-holders.js";
import type { StreamSource } from "./source.js";

/** How far a fit of a stream is. */
export interface StreamProgress extends FitProgress {
  /** Which way through the rows this is, from 1; those that are kept in memory are not read again. */
  readonly pass: number;
  /** How many rows of it have been read. */
  readonly rows: number;
  /** Rows of all passes, a second. */
  readonly rowsPerSecond: number;
}

/** What a fit of a stream has beside the options of its model. */
export interface StreamOptions extends Omit<AsyncOptions, "onProgress"> {
  /**
   * Bytes of rows to keep in memory from one pass to the next, so that they are not read again:
   * default 128 MiB. The answer is the same, to the bit, whatever is kept.
   */
  readonly memory?: number | undefined;
  /**
   * Told how far the fit is: at most every 50 ms, also within a pass, and at its end. What it throws
   * ends the fit; a promise it returns is not waited for.
   */
  readonly onProgress?: ((progress: StreamProgress) => void) | undefined;
  /**
   * Others who hold the rows and answer for them, such as the machines of `mixtura-cluster`: made
   * with `mixtura/shards`. The answer is the same, to the bit. Default: nobody.
   */
  readonly shards?: HeldShards | undefined;
}

const MEMORY = 2 ** 27;

/** How a model runs a fit, wherever its rows come from. */
export interface AnyFitting<F, Step, State> extends Omit<Fitting<F, Step, State>, "prepare"> {
  readonly prepare: (points: unknown, options: unknown, pace: Pace, origin?: Origin) => Talk<F>;
}

/** So many rows a source has at most that does not say how many, for checks before it is read. */
const UNKNOWN = 2 ** 30;

/** Fits a model to the rows of a source, to the same bits as to the same rows in memory. */
export async function fitFromStream<
  F extends Fit<unknown>,
  Step extends Iteration<unknown, unknown>,
  State extends { readonly diagnostics: Diagnostic[]; readonly labels: Int32Array },
>(fitting: AnyFitting<F, Step, State>, source: unknown, options: unknown): Promise<State> {
  const checked = checkSource(source);
  const { memory, onProgress, shards, ...rest } = checkOptions(options);
  const began = performance.now();
  let reading: ReadProgress & { readonly before: number } = { pass: 1, rows: 0, before: 0 };
  const tell = (progress: FitProgress) => {
    const { pass, rows, before } = reading;
    const seconds = Math.max(performance.now() - began, 1) / 1000;
    onProgress?.({ ...progress, pass, rows, rowsPerSecond: (before + rows) / seconds });
  };
  const all = { ...rest, ...(onProgress === undefined ? {} : { onProgress: tell }) };
  return await workInSlices(all, function* (report, pace) {
    yield* checkAhead(fitting, checked, all, pace);
    const stream = new Stream(checked, memory, shards);
    let latest: Parameters<Report>[0] = UNBEGUN;
    stream.pages.onPage = ({ pass, rows }) => {
      const before = reading.pass === pass ? reading.before : reading.before + reading.rows;
      reading = { pass, rows, before };
      report(latest);
    };
    try {
      yield* stream.read();
      const opened = { ...fitting, prepare: () => prepared(fitting, stream, all, pace) };
      const state = yield* reported(opened, stream, all, pace, (progress, last) => {
        latest = progress;
        report(progress, last);
      });
      // Of rows that fitted into memory there are some.
      return { ...state, labels: new Int32Array(0) };
    } finally {
      stream.close();
    }
  });
}

const UNBEGUN = {
  iteration: 0,
  maxIterations: 0,
  restart: 0,
  restarts: 1,
  objective: NaN,
  fraction: 0,
};

/** In memory, where there is room for all rows; else in pages. */
function* prepared<F, Step, State>(
  { prepare }: AnyFitting<F, Step, State>,
  stream: Stream,
  options: object,
  pace: Pace,
): Talk<F> {
  const { whole } = stream;
  if (whole === undefined) return yield* prepare(stream, options, pace, STREAMED);
  stream.close();
  return yield* prepare(whole.points, { ...options, weights: whole.weights }, pace);
}

/** Refuses what is wrong whatever the rows are, before any is read. */
export function* checkAhead<F, Step, State>(
  { prepare }: AnyFitting<F, Step, State>,
  { rows = UNKNOWN, dimensions, precision = "float64" }: StreamSource,
  options: object,
  pace: Pace,
): Talk<void> {
  yield* prepare(undefined, options, pace, {
    shapeOf: (): Shaped => ({ count: rows, dimensions, precision }),
    open: () => answerTo({} as never),
  });
}

/** Options that speak of every row, or need all of them at once. */
const OF_ROWS = ["labels", "responsibilities"];

/** Refuses what speaks of every row, and an `onProgress` that nobody can call. */
export function refuseWhatIsOfRows({ start, weights, onProgress }: Record<string, unknown>): void {
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw typeError("onProgress", "a function", show(onProgress));
  }
  if (weights !== undefined) {
    const expected = "none: the chunks of a source bring theirs along, { points, weights }";
    throw typeError("weights", expected, show(weights));
  }
  const named = OF_ROWS.find(
    (name) =>
      typeof start === "object" &&
      start !== null &&
      !("k" in start) &&
      (start as Record<string, unknown>)[name] !== undefined,
  );
  if (start === "optimal" || named !== undefined) {
    const expected = "a start that does not speak of every row, for a stream";
    throw typeError("start", expected, named === undefined ? show(start) : `{ ${named} }`);
  }
}

function checkOptions(options: unknown): StreamOptions & { readonly memory: number } {
  if (typeof options !== "object" || options === null) {
    checkRecord("options", options, [], "an object such as { k: 3 }");
  }
  const { memory = MEMORY, ...rest } = options as Record<string, unknown>;
  refuseWhatIsOfRows(rest);
  const { shards } = rest;
  if (shards !== undefined && holdersOf(shards as HeldShards) === undefined) {
    throw typeError("shards", "Shards of this copy of mixtura", show(shards));
  }
  return {
    ...rest,
    memory: checkInteger("memory", memory, 0, 2 ** 48),
  };
}
