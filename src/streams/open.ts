import { checkInteger, checkOneOf, rangeError, show, typeError } from "../check.js";
import { Arriving } from "../data/arriving.js";
import { weightsFrom } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { inRanges, inSlices, type Pace, VALUE_COST } from "../data/sweep.js";
import { type FitData, unitOfWeights } from "../fitting/data.js";
import { type Fit, fitOf, type Opening, type Origin, type Shaped } from "../fitting/fit.js";
import type { Common } from "../fitting/options.js";
import { isWanted } from "../fitting/prepared.js";
import { rowPreparer } from "../questions/prepared-rows.js";
import { standardizationOf } from "../questions/standardization.js";
import { PRECISIONS } from "../points/points.js";
import type { Precision, Standardization } from "../types.js";
import { StreamCrew } from "./crew.js";
import { pagedPace, PagedRows, pagedWeights } from "./paged-rows.js";
import { Pages } from "./pages.js";
import type { Page } from "./reading.js";
import { type HeldShards, holdersOf, type ShardHolders } from "./shard-holders.js";
import type { StreamSource } from "./source.js";

/** Of what is to be kept, so much may be rows that go into linear memory as a whole: a fit of these needs as much again, and more. */
const IN_MEMORY_SHARE = 1 / 4;

/** What the values of each column are like, once all have been seen. */
class ColumnSurvey {
  readonly magnitudes: number[];
  /** The magnitude of the first value that is not 0. */
  readonly first: number[];
  #missing: number;

  constructor(d: number) {
    this.magnitudes = new Array<number>(d).fill(0);
    this.first = new Array<number>(d).fill(0);
    this.#missing = d;
  }

  add(values: Float64Array | Float32Array, count: number): void {
    const { magnitudes, first } = this;
    const d = magnitudes.length;
    for (let i = 0, at = 0; i < count; i++) {
      for (let j = 0; j < d; j++, at++) {
        const magnitude = Math.abs(values[at]);
        if (magnitude > magnitudes[j]) magnitudes[j] = magnitude;
        if (this.#missing > 0 && first[j] === 0 && magnitude > 0) {
          first[j] = magnitude;
          this.#missing--;
        }
      }
    }
  }
}

/** A source whose rows have been read once: what is known of them. */
export class Stream {
  readonly pages: Pages;
  readonly survey: ColumnSurvey;
  largest = 0;
  lightest = Infinity;
  total = 0;
  readonly #budget: number;

  /** Who holds shards of them; undefined: nobody but this stream. */
  readonly shards: ShardHolders | undefined;

  constructor(source: StreamSource, budget: number, shards?: HeldShards) {
    this.#budget = budget;
    this.shards = shards && holdersOf(shards);
    this.pages = new Pages(source, budget, shards?.count);
    this.survey = new ColumnSurvey(source.dimensions);
  }

  /** Reads all rows for the first time. */
  *read(): Talk<void> {
    const { pages } = this;
    for (;;) {
      const page = (yield new Arriving(pages.first())) as Page | undefined;
      if (page === undefined) break;
      const { values, count, weights } = page;
      const look = (first: number, some: number) => {
        const d = pages.dimensions;
        this.survey.add(values.subarray(first * d, (first + some) * d), some);
        if (weights !== undefined) this.#weigh(weights, first, some);
      };
      yield* inRanges(count, VALUE_COST * pages.dimensions, look, inSlices);
      pages.giveBack(page);
    }
    if (pages.count > 0) return;
    if (pages.sourceRows === 0) throw typeError("source", "at least one row", "none");
    throw typeError("weights of the source", "at least one above 0", "only zeros");
  }

  /** All rows as they came, with their weights, where they fit into memory. */
  get whole():
    { readonly points: unknown; readonly weights: Float64Array | undefined } | undefined {
    const { pages } = this;
    const { all, count, dimensions: d, precision, weighted } = pages;
    if (all === undefined || count * d * 8 > this.#budget * IN_MEMORY_SHARE) return undefined;
    // Elsewhere, and nowhere else.
    if (this.shards !== undefined) return undefined;
    const data =
      precision === "float32" ? new Float32Array(count * d) : new Float64Array(count * d);
    const weights = weighted ? new Float64Array(count) : undefined;
    all.forEach((page, i) => {
      const first = i * pages.rows;
      data.set(page.values.subarray(0, page.count * d), first * d);
      weights?.set(page.weights!.subarray(0, page.count), first);
    });
    return { points: { data, shape: [count, d] }, weights };
  }

  close(): void {
    this.pages.close();
  }

  #weigh(weights: Float64Array, first: number, count: number): void {
    for (let i = first; i < first + count; i++) {
      const weight = weights[i];
      this.total += weight;
      if (weight > this.largest) this.largest = weight;
      if (weight < this.lightest) this.lightest = weight;
    }
  }
}

/** @throws TypeError or RangeError where it is no source */
export function checkSource(source: unknown): StreamSource {
  if (typeof source !== "object" || source === null) {
    throw typeError("source", "{ dimensions, open }, such as mixtura-data makes", show(source));
  }
  const { dimensions, rows, precision, open } = source as Record<string, unknown>;
  if (dimensions === undefined && open === undefined) {
    throw typeError("source", "{ dimensions, open }, such as mixtura-data makes", show(source));
  }
  checkInteger("source.dimensions", dimensions, 1, 2 ** 24);
  if (rows !== undefined) checkInteger("source.rows", rows, 1, 2 ** 48);
  if (precision !== undefined) checkOneOf("source.precision", precision, PRECISIONS);
  if (typeof open !== "function") throw typeError("source.open", "a function", show(open));
  // Read once, for it is the user's own.
  const { rows: count, precision: kept } = source as StreamSource;
  return {
    dimensions: dimensions as number,
    rows: count,
    precision: kept,
    open: (range) => (source as StreamSource).open(range),
  };
}

/** Rows of a stream, read again in each pass. */
export const STREAMED: Origin = {
  shapeOf: (stream) => {
    const { count, dimensions, precision } = (stream as Stream).pages;
    return { count, dimensions, precision };
  },
  open: openStreamed,
};

function* openStreamed<Start extends { readonly kind: string }, M extends { release(): void }>(
  given: unknown,
  _shape: Shaped,
  common: Common,
  opening: Opening<Start, M>,
  pace: Pace,
): Talk<Fit<M>> {
  const stream = given as Stream;
  const { pages } = stream;
  const { standardize, precision } = common;
  const wanted = { standardize, unitLength: opening.unitLength };
  const standardization = standardize ? yield* standardizationOfStream(stream) : undefined;
  const lossless = precision === pages.precision || precision === "float64";
  const rows =
    isWanted(wanted) || !lossless
      ? yield* preparedRows(stream, precision, standardization, opening.unitLength)
      : asTheyCome(stream, precision);
  let open = false;
  try {
    const start = opening.startAmong(standardization);
    const positions = opening.given(start);
    const reach = Math.max(rows.largestMagnitude(), positions.magnitude);
    const { unit, total } = yield* weighed(stream, rows, reach);
    const { shards } = stream;
    const { unitLength } = opening;
    const crew =
      shards === undefined
        ? new StreamCrew(rows, pages.weighted, pace.muster)
        : yield* shards.hold(rows, { weighted: pages.weighted, unit, standardization, unitLength });
    const data: FitData = {
      fitted: crew.part,
      totalWeight: total,
      unit,
      all: crew.unweighted.part,
      owner: undefined,
      standardization,
      kept: undefined,
      numberOf: (row) => rows.numberOf(row),
      labelled: false,
      release: () => crew.release(),
    };
    open = true;
    return yield* fitOf(data, start, positions, pages.count, common, opening, pace);
  } finally {
    if (!open) rows.release();
  }
}

/** Values as they come, of which all is known. */
function asTheyCome({ pages, survey }: Stream, precision: Precision): PagedRows {
  const rows = new PagedRows(pages, precision, copyTo);
  rows.rememberColumnMagnitudes(survey.magnitudes);
  rows.rememberFirstMagnitudes(survey.first);
  return rows;
}

function copyTo({ values }: Page, to: Float64Array | Float32Array): void {
  to.set(values.subarray(0, to.length));
}

/** Values as a model is to see them, looked at once. */
function* preparedRows(
  { pages }: Stream,
  precision: Precision,
  standardization: Standardization | undefined,
  unitLength: boolean,
): Talk<PagedRows> {
  const { dimensions: d } = pages;
  const prepare = rowPreparer(d, { standardization, unitLength });
  const rows = new PagedRows(pages, precision, ({ values, count, rowStart, numbers }, to) => {
    for (let i = 0; i < count; i++) prepare(values, to, i * d, () => numbers?.[i] ?? rowStart + i);
  });
  let whole = false;
  try {
    const survey = new ColumnSurvey(d);
    const look = (first: number, count: number) => survey.add(rows.view(first, count), count);
    yield* inRanges(rows.count, VALUE_COST * d, look, pagedPace(rows));
    const large = survey.magnitudes.findIndex((magnitude) => !Number.isFinite(magnitude));
    if (large >= 0) {
      const expected = `numbers that ${precision} can hold`;
      throw rangeError("source", expected, `larger ones in column ${large} (from 0)`);
    }
    rows.rememberColumnMagnitudes(survey.magnitudes);
    rows.rememberFirstMagnitudes(survey.first);
    whole = true;
    return rows;
  } finally {
    if (!whole) rows.release();
  }
}

function* standardizationOfStream(stream: Stream): Talk<Standardization> {
  const { pages } = stream;
  // As they come: digits that only standardized values need would be lost in float32.
  const rows = asTheyCome(stream, pages.precision);
  const part = { rows, weights: pagedWeights(rows), pace: pagedPace(rows) };
  const weights = (first: number, count: number) => weightsFrom(part, first, count);
  try {
    return yield* standardizationOf(rows, pages.weighted ? weights : undefined, part.pace);
  } finally {
    rows.release();
  }
}

/** Divides weights as a fit does that has all of them, and sums them so. */
function* weighed(
  { pages, largest, lightest, total }: Stream,
  rows: PagedRows,
  reach: number,
): Talk<{ readonly unit: number; readonly total: number }> {
  const { count, dimensions, weighted } = pages;
  if (!weighted) return { unit: 1, total: count };
  if (!Number.isFinite(total)) {
    throw rangeError("weights of the source", "a finite sum", "Infinity");
  }
  const unit = unitOfWeights({ largest, lightest, count }, dimensions, reach);
  const own = (weight: number) => Math.max(weight / unit, Number.MIN_VALUE);
  const weighing = { unit, lightest: own(lightest), heaviest: own(largest) };
  // Dividing by a power of two and summing may change places, but near the ends of what there is.
  const ordinary = lightest / unit > LEAST_ORDINARY && total / unit > LEAST_ORDINARY;
  rows.weighing = { ...weighing, total: total / unit };
  if (ordinary) return { unit, total: total / unit };
  const part = { rows, weights: pagedWeights(rows), pace: pagedPace(rows) };
  let sum = 0;
  const add = (first: number, some: number) => {
    const weights = weightsFrom(part, first, some);
    for (let i = 0; i < some; i++) sum += weights[i];
  };
  yield* inRanges(count, VALUE_COST, add, part.pace);
  rows.weighing = { ...weighing, total: sum };
  return { unit, total: sum };
}

/** Sums of weights above this have all their digits. */
const LEAST_ORDINARY = 2 ** -960;
