import type { RowRange, StreamOptions, StreamSource } from "mixtura";
import type { DataSource } from "mixtura-data";
import type { DistributedFit } from "../cluster/distributed-fit.js";
import type { Fitting } from "../cluster/fitting.js";
import { magnitudeLimits, tooLarge } from "../table/magnitude-check.js";
import { RunningSpreads } from "../table/running-spreads.js";
import type { Spread } from "../table/spread.js";
import type { TableSummary } from "../table/summary.js";
import { isMissing } from "../table/values.js";
import { quoted } from "../text/wording.js";
import type { RowSample } from "./row-sample.js";

type Values = Float64Array | Float32Array;

/** How a table is to be read. */
export interface StreamedTableOptions {
  /** As the user wrote it, for messages that point into it. */
  readonly name: string;
  readonly title: string;
  /** Of the columns that are read, as the command calls them. */
  readonly columns: readonly string[];
  readonly standardize: boolean;
  /** By which a model that is there already divides values; undefined: it does not, or there is none. */
  readonly scales?: readonly number[] | undefined;
  /** Makes what takes some of the rows as they are read for the first time. */
  readonly sample?: ((columns: number) => RowSample) | undefined;
  /** Hears of the table once all of it has been read; what it throws ends the reading. */
  readonly whenKnown?: ((table: StreamedTable) => void) | undefined;
  /** Undefined: models are fitted on this machine alone. */
  readonly distributed?: DistributedFit | undefined;
}

/** A table that is read as often as it is needed, and of which no more than some rows are in memory. */
export class StreamedTable implements TableSummary {
  readonly indicators = [];
  readonly oneHot = [];
  readonly means = undefined;
  readonly columns: readonly string[];
  readonly title: string;
  readonly standardize: boolean;
  /** The rows that lack no value, for the library. */
  readonly source: StreamSource;
  /** Where models are fitted to it; undefined: on this machine alone. */
  readonly distributed: DistributedFit | undefined;
  rows = 0;
  count = 0;
  spreads: readonly Spread[] = [];
  readonly lineOf = (row: number): number => row + 1;
  private known = false;
  private isBeingKnown = false;

  constructor(
    private readonly file: DataSource,
    private readonly options: StreamedTableOptions,
  ) {
    const { columns, title, standardize, distributed } = options;
    this.columns = columns;
    this.title = title;
    this.standardize = standardize;
    this.distributed = distributed;
    this.source = {
      dimensions: file.dimensions,
      ...(file.precision === undefined ? {} : { precision: file.precision }),
      open: (range = {}) => this.chunks(range),
    };
  }

  /** Fits a model to its rows. */
  fitted<Options, M>(Model: Fitting<Options, M>, options: Options & StreamOptions): Promise<M> {
    const { distributed, source } = this;
    return distributed === undefined
      ? Model.fitStream(source, options)
      : distributed.fit(Model, source, options, () => this.known);
  }

  /** How many rows the file has, where it says so. */
  get rowsAhead(): number | undefined {
    return this.known ? this.rows : this.file.tableRows;
  }

  get place(): "row" | "complete row" {
    return this.count === this.rows ? "row" : "complete row";
  }

  /** Rows that lack no value, in their order. */
  async *chunks({ rowStart = 0 }: RowRange = {}): AsyncGenerator<Values, void, undefined> {
    if (!this.known && !this.isBeingKnown) {
      this.isBeingKnown = true;
      try {
        yield* this.firstChunks();
      } finally {
        this.isBeingKnown = false;
      }
      return;
    }
    for await (const chunk of this.file.open({ rowStart })) yield valuesOf(chunk);
  }

  /** How many rows with a missing value have been left out up to the chunk that was read last. */
  get dropped(): number {
    return this.file.dropped;
  }

  private async *firstChunks(): AsyncGenerator<Values, void, undefined> {
    const { file } = this;
    const d = this.columns.length;
    const running = new RunningSpreads(d);
    let count = 0;
    const sample = this.options.sample?.(d);
    for await (const chunk of this.advised(file.open())) {
      const values = valuesOf(chunk);
      running.add(values);
      sample?.add(values);
      count += values.length / d;
      yield values;
    }
    this.count = count;
    this.rows = count + file.dropped;
    this.spreads = running.spreads;
    this.checkMagnitudes(running);
    this.known = true;
    this.options.whenKnown?.(this);
  }

  /** Explains what is refused here, and is a missing value to the command elsewhere. */
  private async *advised<T>(chunks: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    try {
      yield* chunks;
    } catch (error) {
      const message = error instanceof Error ? error.message : "";
      const mark = /expected a number, got "([^"]*)"$/.exec(message)?.[1];
      if (mark === undefined || !isMissing(mark)) throw error;
      const asked = this.distributed === undefined ? "--stream" : "--redis";
      throw new Error(
        `${message}; with ${asked} nothing but an empty field or NaN is a missing value: empty such ` +
          `fields, or leave ${asked} out`,
        { cause: error },
      );
    }
  }

  /** As of a table in memory; but of each column, the largest is named, not the first that is too large. */
  private checkMagnitudes(running: RunningSpreads): void {
    const { name, scales, standardize } = this.options;
    const own = standardize
      ? this.spreads.map(({ deviation }) => (deviation === 0 ? 1 : Infinity))
      : undefined;
    const limits = magnitudeLimits(this.count, this.columns.length, scales ?? own);
    this.columns.forEach((column, j) => {
      const { value, row } = running.largest(j);
      if (value <= limits[j]) return;
      const where = `${name} ${this.place} ${this.lineOf(row)}: column ${quoted(column)}`;
      throw tooLarge(where, value, limits[j]);
    });
  }
}

function valuesOf(chunk: Values | { readonly points: Values }): Values {
  return "points" in chunk ? chunk.points : chunk;
}
