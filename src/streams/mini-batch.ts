import { checkInteger, checkRecord, typeError } from "../check.js";
import { Arriving } from "../data/arriving.js";
import type { Talk } from "../data/pending.js";
import type { Pace } from "../data/sweep.js";
import type { Iteration } from "../em.js";
import type { Fit } from "../fitting/fit.js";
import { type AsyncOptions, workInSlices } from "../fitting/fit-async.js";
import type { FitProgress } from "../fitting/reported.js";
import type { Diagnostic } from "../types.js";
import { type AnyFitting, checkAhead, refuseWhatIsOfRows } from "./fit-stream.js";
import { checkSource } from "./open.js";
import { type Page, Reading } from "./reading.js";
import type { StreamSource } from "./source.js";

/** How far a fit is that passes through the rows once. */
export interface MiniBatchProgress {
  /** How many batches have been learned from; the first rows are one. */
  readonly batch: number;
  /** How many rows of the source have been read. */
  readonly rows: number;
  /** Rows a second. */
  readonly rowsPerSecond: number;
  /** How much of the source has been read, 0 to 1; NaN where the source does not say how many rows it has. */
  readonly fraction: number;
  /** The inertia or log-likelihood of this batch, under the hypothesis from before it. */
  readonly objective: number;
  /** Milliseconds since the fit was asked for. */
  readonly elapsed: number;
}

/** What a fit has, beside the options of its model, that passes through the rows once. */
export interface MiniBatchOptions extends Pick<AsyncOptions, "signal"> {
  /**
   * How many rows the model learns from at a time. Default 8192. The first rows, ten times as many
   * or 64 a component, are fitted as `fit` does it, and give the first hypothesis.
   */
  readonly batchRows?: number | undefined;
  /**
   * Told how far the fit is: at most every 50 ms, and at its end. What it throws ends the fit; a
   * promise it returns is not waited for.
   */
  readonly onProgress?: ((progress: MiniBatchProgress) => void) | undefined;
}

/** A model that goes on learning. */
export interface Learner<State> {
  /** The objective of the rows it began with. */
  readonly first: number;
  /** Learns from rows; what their objective was before. */
  learn(page: Page): Talk<number>;
  /** What it has come to. */
  finish(past: Past): State;
}

/** What a learner has been through. */
export interface Past {
  /** The sum of the objectives, after each batch. */
  readonly history: number[];
  /** That the order of the rows has decided. */
  readonly diagnostic: Diagnostic;
}

/** How a model passes through rows once. */
export interface OnePass<F, Step, Whole, State> {
  /** How it is fitted to the first rows. */
  readonly fitting: AnyFitting<F, Step, Whole>;
  /** Names of the options that it has beside those of its fit. */
  readonly own: readonly string[];
  /**
   * Fits the first rows.
   *
   * @param options those of the fit, with the weights of these rows
   * @param given those of `own`
   * @param batchRows how many rows a batch has
   */
  begin(
    points: unknown,
    options: object,
    given: Readonly<Record<string, unknown>>,
    batchRows: number,
    pace: Pace,
  ): Talk<Learner<State>>;
}

const BATCH_ROWS = 8192;

/** The first rows are so many batches, or so many rows a component. */
const FIRST_BATCHES = 10;
const FIRST_ROWS_A_COMPONENT = 64;

/** Fits a model to the rows of a source, reading each once. */
export async function fitInOnePass<
  F extends Fit<unknown>,
  Step extends Iteration<unknown, unknown>,
  Whole,
  State,
>(way: OnePass<F, Step, Whole, State>, source: unknown, options: unknown): Promise<State> {
  const checked = checkSource(source);
  const { batchRows, signal, onProgress, given, rest } = checkOptions(options, way.own);
  const began = performance.now();
  let rows = 0;
  const tell = ({ iteration, objective, elapsed }: FitProgress) => {
    const rowsPerSecond = (1000 * rows) / Math.max(performance.now() - began, 1);
    const fraction = rows / (checked.rows ?? NaN);
    onProgress?.({ batch: iteration, rows, rowsPerSecond, fraction, objective, elapsed });
  };
  const slices = { signal, ...(onProgress === undefined ? {} : { onProgress: tell }) };
  return await workInSlices(slices, function* (report, pace) {
    yield* checkAhead(way.fitting, checked, rest, pace);
    const reading = new Reading(checked, 0, checked.precision);
    try {
      const begin = (page: Page) => {
        const { values, count, weights } = page;
        const { dimensions: d } = checked;
        const points = { data: values.subarray(0, count * d), shape: [count, d] };
        const own = { ...rest, weights: weights?.subarray(0, count) };
        return way.begin(points, own, given, batchRows, pace);
      };
      const k = (rest as { readonly k: number }).k;
      const firstRows = Math.max(FIRST_BATCHES * batchRows, FIRST_ROWS_A_COMPONENT * k);
      const first = yield* nextPage(reading, checked, firstRows);
      if (first === undefined) throw nothing(reading.row);
      const learner = yield* begin(first);
      const history = [learner.first];
      const told = (objective: number, last: boolean) => {
        rows = reading.row;
        report({ ...ONCE, iteration: history.length, objective }, last);
      };
      let objective = learner.first;
      let page: Page | undefined = first;
      for (;;) {
        told(objective, false);
        page = yield* nextPage(reading, checked, batchRows, page);
        if (page === undefined) break;
        objective = yield* learner.learn(page);
        history.push(history.at(-1)! + objective);
      }
      told(objective, true);
      return learner.finish({ history, diagnostic: dependent(reading.row, history.length) });
    } finally {
      void reading.close();
    }
  });
}

/** Fields of progress that mean nothing where there is one pass. */
const ONCE = { maxIterations: 0, restart: 0, restarts: 1, fraction: 0 };

function* nextPage(
  reading: Reading,
  { rows: promised }: StreamSource,
  rows: number,
  room?: Page,
): Talk<Page | undefined> {
  const page = (yield new Arriving(reading.next(rows, room))) as Page | undefined;
  if (promised !== undefined && reading.row > promised) {
    throw new Error(`"source" gives more than the ${promised} rows it has`);
  }
  if (page === undefined && promised !== undefined && reading.row < promised) {
    throw new Error(`"source" ended after ${reading.row} of the ${promised} rows it has`);
  }
  return page;
}

function nothing(rows: number): TypeError {
  return rows === 0
    ? typeError("source", "at least one row", "none")
    : typeError("weights of the source", "at least one above 0", "only zeros");
}

function dependent(rows: number, batches: number): Diagnostic {
  const message =
    batches === 1
      ? `all ${rows} rows were among the first, and fitted as fit does it`
      : `${rows} rows were read once, in ${batches} batches: their order has a say in the result, and the objective is that of each batch under the hypothesis of its time`;
  return { code: "order-dependent", message, rows, batches };
}

/** What only those take that read again, or have others hold rows. */
const OF_OTHERS = ["memory", "threads", "workerUrl"];

function checkOptions(options: unknown, own: readonly string[]) {
  if (typeof options !== "object" || options === null) {
    checkRecord("options", options, [], "an object such as { k: 3 }");
  }
  const { batchRows = BATCH_ROWS, signal, onProgress, ...others } = options as MiniBatchOptions;
  refuseWhatIsOfRows({ ...others, onProgress });
  const given: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(others)) {
    if (OF_OTHERS.includes(name) && value !== undefined) {
      throw typeError("options", "those of a fit in one pass", `"${name}" (fitStream takes it)`);
    }
    (own.includes(name) ? given : rest)[name] = value;
  }
  checkInteger("batchRows", batchRows, 1, 2 ** 24);
  return { batchRows, signal, onProgress, given, rest };
}
