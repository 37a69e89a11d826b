import { BLOCK_ROWS } from "../core/blocks.js";
import type { Precision } from "../types.js";
import { type Page, Reading } from "./reading.js";
import type { StreamSource } from "./source.js";

/** Bytes of a page, where there is room for one: large enough that what is done once for each does not show. */
const PAGE_BYTES = 2 ** 22;

/** So many rows at most, whatever they take: what is found for each row takes memory as well. */
const MOST_ROWS = 2 ** 17;

/** How far reading is. */
export interface ReadProgress {
  /** Which way through the rows this is, from 1. */
  readonly pass: number;
  /** How many rows of it have been handed on. */
  readonly rows: number;
}

/** What of a page has to be the same whenever it is read. */
export type Mark = Pick<Page, "count" | "rowStart" | "rowEnd" | "hash">;

/**
 * The rows of a source in pages of equal length, whole blocks in a power of two: read again and again,
 * but for the first of them, which are kept as far as there is memory for it. While one page is worked
 * on, the next is read.
 */
export class Pages {
  /** Rows of a page, but for the last. */
  readonly rows: number;
  readonly dimensions: number;
  readonly #source: StreamSource;
  readonly #budget: number;
  readonly #marks: Mark[] = [];
  readonly #kept: Page[] = [];
  #keptBytes = 0;
  #reading: Reading | undefined;
  /** The page that is being read ahead. */
  #ahead: { readonly index: number; readonly page: Promise<Page> } | undefined;
  /** Pages whose arrays can be written again. */
  readonly #room: Page[] = [];
  #count = 0;
  #sourceRows = 0;
  #precision: Precision | undefined;
  #weighted = false;
  #pass = 1;
  #closed = false;
  /** Told of every page that is handed on. */
  onPage: ((progress: ReadProgress) => void) | undefined;

  /**
   * @param budget bytes of pages to be kept
   * @param least how many there are to be at least, where the rows are enough
   */
  constructor(source: StreamSource, budget: number, least = 1) {
    this.#source = source;
    this.#budget = budget;
    this.dimensions = source.dimensions;
    const bytes = Math.min(PAGE_BYTES, budget);
    // A source that does not say how many rows it has may have few.
    const most = least === 1 ? MOST_ROWS : Math.min((source.rows ?? 0) / least, MOST_ROWS);
    let rows = BLOCK_ROWS;
    while (2 * rows <= most && 2 * rows * source.dimensions * 8 <= bytes) rows *= 2;
    this.rows = rows;
  }

  /** How many rows have a positive weight. */
  get count(): number {
    return this.#count;
  }

  /** How many rows the source has. */
  get sourceRows(): number {
    return this.#sourceRows;
  }

  get length(): number {
    return this.#marks.length;
  }

  /** How numbers are kept. */
  get precision(): Precision {
    return this.#precision!;
  }

  get weighted(): boolean {
    return this.#weighted;
  }

  /** What every page is like, whenever it is read. */
  get marks(): readonly Mark[] {
    return this.#marks;
  }

  /** All pages, where all are kept; then the source is not read again. */
  get all(): readonly Page[] | undefined {
    return this.#kept.length === this.#marks.length ? this.#kept : undefined;
  }

  /** Reads the next page for the first time; undefined after the last. */
  async first(): Promise<Page | undefined> {
    this.#reading ??= new Reading(this.#source, 0, this.#source.precision);
    const reading = this.#reading;
    const page = await reading.next(this.rows, this.#room.pop());
    this.#throwIfClosed();
    const promised = this.#source.rows;
    if (promised !== undefined && reading.row > promised) throw tooMany(promised);
    if (page === undefined) {
      this.#sourceRows = reading.row;
      if (promised !== undefined && reading.row < promised) {
        throw new Error(`"source" ended after ${reading.row} of the ${promised} rows it has`);
      }
      this.#reading = undefined;
      return undefined;
    }
    const { count, rowStart, rowEnd, hash } = page;
    this.#precision = reading.precision;
    this.#weighted = reading.weighted ?? false;
    this.#marks.push({ count, rowStart, rowEnd, hash });
    this.#count += count;
    // The numbers of rows follow from the first, where none is left out.
    const own = count === rowEnd - rowStart ? { ...page, numbers: undefined } : page;
    const bytes = bytesOf(own);
    // The first ones only: what is read again is read in one go.
    if (this.#kept.length === this.#marks.length - 1 && this.#keptBytes + bytes <= this.#budget) {
      this.#kept.push(own);
      this.#keptBytes += bytes;
    }
    this.#tell(this.#marks.length - 1);
    return own;
  }

  /** A page, at once where it is kept. Before the next is asked for, it is given back. */
  page(index: number): Page | Promise<Page> {
    this.#throwIfClosed();
    if (index === 0) this.#pass++;
    this.#tell(index);
    return this.#kept[index] ?? this.#read(index);
  }

  /** A page that is no longer needed. */
  giveBack(page: Page): void {
    if (!this.#kept.includes(page) && this.#room.length < 2) this.#room.push(page);
  }

  /** Reads no further, and keeps nothing. */
  close(): void {
    this.#closed = true;
    void this.#reading?.close();
    this.#reading = undefined;
    this.#ahead = undefined;
    this.#kept.length = this.#room.length = 0;
  }

  async #read(index: number): Promise<Page> {
    const page = this.#ahead?.index === index ? this.#ahead.page : this.#begin(index).page;
    const found = await page;
    this.#throwIfClosed();
    this.#ahead = undefined;
    if (index + 1 < this.length) this.#readAhead(index + 1);
    return found;
  }

  /** Reads from a page on. */
  #begin(index: number): { readonly page: Promise<Page> } {
    const before = this.#reading;
    const { rowStart } = this.#marks[index];
    const opening = (async () => {
      // There are sources that can be open once at a time.
      await before?.close();
      this.#throwIfClosed();
      this.#reading = new Reading(this.#source, rowStart, this.#precision, true);
      return await this.#again(index, this.#reading);
    })();
    return this.#waitFor(index, opening);
  }

  #readAhead(index: number): { readonly page: Promise<Page> } {
    return this.#waitFor(index, this.#again(index, this.#reading!));
  }

  #waitFor(index: number, page: Promise<Page>): { readonly page: Promise<Page> } {
    // Whoever asks for it hears of it; nobody may.
    page.catch(() => {});
    this.#ahead = { index, page };
    return this.#ahead;
  }

  /** Reads a page once more. */
  async #again(index: number, reading: Reading): Promise<Page> {
    const { count, rowStart, rowEnd, hash } = this.#marks[index];
    const page = await reading.next(this.rows, this.#room.pop());
    if (page === undefined) throw endedEarly(reading.row, this.#sourceRows);
    const same =
      page.count === count &&
      page.rowEnd === rowEnd &&
      page.hash[0] === hash[0] &&
      page.hash[1] === hash[1];
    if (!same) {
      const last = index === this.length - 1;
      if (page.rowEnd < rowEnd) throw endedEarly(page.rowEnd, this.#sourceRows);
      if (last && page.rowEnd > rowEnd) throw tooMany(this.#sourceRows);
      const which = `rows ${rowStart} to ${rowEnd - 1} are not what they were`;
      // Where reading begins is the commonest mistake of sources that are made by hand.
      const hint =
        reading.rowStart > 0 ? ` (open({ rowStart }) was asked for row ${reading.rowStart})` : "";
      throw new Error(`"source" changed between two passes: ${which}${hint}`);
    }
    if (index === this.length - 1) {
      if ((await reading.next(1)) !== undefined) throw tooMany(this.#sourceRows);
      await reading.close();
    }
    return page;
  }

  #tell(index: number): void {
    const rows = Math.min((index + 1) * this.rows, this.#count);
    this.onPage?.({ pass: this.#pass, rows });
  }

  #throwIfClosed(): void {
    if (this.#closed) throw new Error("the fit of this source has ended");
  }
}

function bytesOf({ values, weights, numbers }: Page): number {
  return values.byteLength + (weights?.byteLength ?? 0) + (numbers?.byteLength ?? 0);
}

function tooMany(rows: number): Error {
  return new Error(`"source" gives more than the ${rows} rows it has`);
}

function endedEarly(rows: number, all: number): Error {
  const hint = "open() has to begin anew each time, at rowStart";
  return new Error(`"source" ended after ${rows} of the ${all} rows it gave before (${hint})`);
}
