import { core } from "../core/core.js";
import type { Region } from "../core/memory.js";
import { paddedBytes, Rows } from "../core/rows.js";
import { Arriving } from "../data/arriving.js";
import type { Part, Weighing } from "../data/part.js";
import { Pending, type Talk } from "../data/pending.js";
import { inSlices, type Pace, type Sweep } from "../data/sweep.js";
import type { Precision } from "../types.js";
import type { Pages } from "./pages.js";
import type { Page } from "./reading.js";

/** What is done to the values of a page on their way into linear memory. */
export type Write = (page: Page, to: Float64Array | Float32Array) => void;

/** What weights are divided by on their way into linear memory. */
export interface ScaledWeights extends Weighing {
  readonly unit: number;
}

/** A page in linear memory. */
interface Turned {
  readonly index: number;
  readonly rows: Rows;
  readonly weights: Region | undefined;
  /** The number of its first row in the source; or of each, where rows of weight 0 are left out. */
  readonly numbers: number | Float64Array;
}

/**
 * Rows in pages, of which one is in linear memory: to be read inside a sweep, and there the rows
 * that are visited. Addresses are as if all rows lay behind each other.
 */
export class PagedRows extends Rows {
  readonly pages: Pages;
  readonly #write: Write;
  /** Known once a first sweep has found out. */
  weighing: ScaledWeights | undefined;
  #magnitudes: readonly number[] | undefined;
  #turned: Turned | undefined;
  #turning: { readonly index: number; readonly promise: Promise<void> } | undefined;

  constructor(pages: Pages, precision: Precision, write: Write) {
    super(pages.count, pages.dimensions, precision, 0);
    this.pages = pages;
    this.#write = write;
  }

  /** The largest |x| of each column. */
  get columnMagnitudes(): readonly number[] {
    return this.#magnitudes!;
  }

  rememberColumnMagnitudes(magnitudes: readonly number[]): void {
    this.#magnitudes = magnitudes;
    this.rememberMagnitude(magnitudes.reduce((most, own) => Math.max(most, own)));
  }

  override address(first = 0): number {
    return this.#page.rows.address(this.#within(first));
  }

  override view(first = 0, count = this.count): Float64Array | Float32Array {
    return this.#page.rows.view(this.#within(first), count);
  }

  /** Which row of the source this one of the page is. */
  numberOf(row: number): number {
    const { numbers } = this.#page;
    const own = this.#within(row);
    return typeof numbers === "number" ? numbers + own : numbers[own];
  }

  /** Where the weight of row 0 would be. */
  get weightsAddress(): number {
    const { index, weights } = this.#page;
    return weights!.address - index * this.pages.rows * 8;
  }

  /** Brings a page into linear memory; undefined where it is there already. */
  turnTo(index: number): Promise<void> | undefined {
    if (this.#turned?.index === index) return undefined;
    if (this.#turning?.index === index) return this.#turning.promise;
    const page = this.pages.page(index);
    if (!(page instanceof Promise)) {
      this.#take(index, page);
      return undefined;
    }
    const promise = page.then((found) => this.#take(index, found));
    this.#turning = { index, promise };
    return promise;
  }

  /** Values of a page as these rows have them. */
  writeTo(page: Page, to: Float64Array | Float32Array): void {
    this.#write(page, to);
  }

  /** The page that is in linear memory, as rows of their own; as if each weighed 1 where that is asked. */
  part(weighted: boolean): Part {
    const { rows, weights } = this.#page;
    return { rows, weights: weighted ? weights : undefined, pace: inSlices };
  }

  override release(): void {
    this.#forget();
    super.release();
  }

  /** Where a row stands in the page. */
  #within(row: number): number {
    const { index, rows } = this.#page;
    const own = row - index * this.pages.rows;
    if (own >= 0 && own < rows.count) return own;
    throw new Error("a row was read that is on another page");
  }

  get #page(): Turned {
    if (this.#turned === undefined) throw new Error("no page has been turned to");
    return this.#turned;
  }

  #take(index: number, page: Page): void {
    this.#forget();
    const { count } = page;
    const { memory } = core();
    const rows = new Rows(count, this.dimensions, this.precision);
    let weights: Region | undefined;
    try {
      this.#write(page, rows.view());
      if (page.weights !== undefined) {
        const unit = this.weighing?.unit ?? 1;
        weights = memory.allocate(paddedBytes(count));
        const view = memory.f64(weights.address, paddedBytes(count) / 8).fill(0);
        // A weight beyond the reach of the largest stays positive: its row is there, however light.
        for (let i = 0; i < count; i++) {
          view[i] = Math.max(page.weights[i] / unit, Number.MIN_VALUE);
        }
      }
    } catch (error) {
      rows.release();
      throw error;
    }
    // That of all rows does for the rows of a page, too.
    if (this.#magnitudes !== undefined) rows.rememberMagnitude(this.largestMagnitude());
    const { numbers, rowStart, rowEnd } = page;
    const gaps = count < rowEnd - rowStart ? numbers?.slice(0, count) : undefined;
    this.#turned = { index, rows, weights, numbers: gaps ?? rowStart };
    this.#turning = undefined;
    this.pages.giveBack(page);
  }

  #forget(): void {
    this.#turned?.rows.release();
    this.#turned?.weights?.release();
    this.#turned = undefined;
  }
}

/** Weights of paged rows, as a part has them. */
export function pagedWeights(rows: PagedRows): Part["weights"] {
  return {
    get address() {
      return rows.weightsAddress;
    },
    release() {
      // They are the rows' own.
    },
  };
}

/** How paged rows are swept: page by page, in slices. */
export function pagedPace(rows: PagedRows): Pace {
  return (count, sweep) =>
    // What is not about the rows is about what is at hand.
    count === rows.count ? new PagedSweep(rows, sweep) : inSlices(count, sweep);
}

class PagedSweep<Answer> extends Pending<Answer> {
  readonly #rows: PagedRows;
  readonly #sweep: Sweep<Answer>;
  #page = 0;
  #turning: Pending<void> | undefined;
  #within: Pending | undefined;

  constructor(rows: PagedRows, sweep: Sweep<Answer>) {
    super();
    this.#rows = rows;
    this.#sweep = sweep;
  }

  override get soon(): Promise<unknown> | undefined {
    return this.#turning?.soon;
  }

  advance(): boolean {
    if (this.#turning !== undefined) {
      if (!this.#turning.advance()) return false;
      this.#turning = undefined;
    }
    const turning = this.#rows.turnTo(this.#page);
    if (turning !== undefined) {
      this.#turning = new Arriving(turning);
      return false;
    }
    this.#within ??= this.#visitPage();
    if (!this.#within.advance()) return false;
    this.#within = undefined;
    this.#page++;
    return this.#page < this.#rows.pages.length ? false : this.arrive(this.#sweep.answer());
  }

  /** The rows of a page in slices. */
  #visitPage(): Pending {
    const { stride, rowCost } = this.#sweep;
    const first = this.#page * this.#rows.pages.rows;
    const count = Math.min(this.#rows.pages.rows, this.#rows.count - first);
    const visit = (from: number, some: number) => this.#sweep.visit(first + from, some);
    return inSlices(count, { stride, rowCost, visit, answer: () => undefined }) as Pending;
  }
}

/** Visits the pages, each as rows of their own. */
export function* eachPage(
  rows: PagedRows,
  visit: (index: number) => Talk<void>,
  wanted?: ReadonlySet<number>,
): Talk<void> {
  for (let index = 0; index < rows.pages.length; index++) {
    if (wanted !== undefined && !wanted.has(index)) continue;
    yield* turned(rows, index);
    yield* visit(index);
  }
}

/** Has a page in linear memory. */
export function* turned(rows: PagedRows, index: number): Talk<void> {
  const turning = rows.turnTo(index);
  if (turning !== undefined) yield new Arriving(turning);
}
