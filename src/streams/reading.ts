import { checkRecord, lengthOf, rangeError, show, typedKind, typeError } from "../check.js";
import { turn } from "../data/time-slices.js";
import { pointsSource } from "../points/points.js";
import type { Precision } from "../types.js";
import type { StreamChunk, StreamSource } from "./source.js";

type Values = Float64Array | Float32Array;

/** Rows of positive weight that follow each other in a source. */
export interface Page {
  /** Row-major. */
  readonly values: Values;
  /** One number a row; undefined where each weighs 1. */
  readonly weights: Float64Array | undefined;
  readonly count: number;
  /** The rows of the source that it is made of, those of weight 0 included. */
  readonly rowStart: number;
  readonly rowEnd: number;
  /** The number of each row in the source, where rows of weight 0 may be left out. */
  readonly numbers: Float64Array | undefined;
  /** Two numbers that other rows are unlikely to have as well. */
  readonly hash: readonly [number, number];
}

/** What rows of a page are copied into. */
type Arrays = Pick<Page, "values" | "weights" | "numbers">;

/** A chunk, checked, and how far it has been read. */
interface Chunk {
  readonly values: Values;
  readonly weights: ArrayLike<number> | undefined;
  readonly count: number;
  at: number;
}

/** One way through a source, from some row on: chunks of whatever length become pages of one. */
export class Reading {
  readonly #source: StreamSource;
  readonly #iterator: AsyncIterator<StreamChunk> | Iterator<StreamChunk>;
  #chunk: Chunk | undefined;
  #row: number;
  #done = false;
  #until = 0;
  readonly #again: boolean;
  /** How numbers are kept, and whether rows have weights: the first chunk decides, unless it is known. */
  precision: Precision | undefined;
  weighted: boolean | undefined;

  /** @param again whether these rows have been read before: their hash then tells whether they are in order */
  constructor(
    source: StreamSource,
    rowStart: number,
    precision: Precision | undefined,
    again = false,
  ) {
    this.#again = again;
    this.#source = source;
    this.#row = this.rowStart = rowStart;
    this.precision = precision;
    const opened: unknown = source.open(rowStart === 0 ? {} : { rowStart });
    this.#iterator = iteratorOf(opened);
  }

  /**
   * The next page.
   *
   * @param rows how many rows it has, unless the source ends
   * @param room arrays of a page that is no longer needed
   * @returns undefined where there are no more rows
   */
  async next(rows: number, room?: Page): Promise<Page | undefined> {
    const rowStart = this.#row;
    let chunk = await this.#more();
    if (chunk === undefined) return undefined;
    const d = this.#source.dimensions;
    let arrays = this.#arrays(0, room);
    let count = 0;
    while (count < rows && chunk !== undefined) {
      const left = Math.min(chunk.count - chunk.at, rows - count);
      // As large as what has come, for nobody knows whether more will; and at least twice as large.
      if (count + left > arrays.capacity) {
        arrays = this.#arrays(Math.min(Math.max(count + left, 2 * arrays.capacity), rows), arrays);
      }
      count += this.#take(chunk, arrays, count, rows);
      if (count < rows) chunk = await this.#more();
    }
    // Nothing but rows of weight 0.
    if (count === 0) return undefined;
    const { values, weights, numbers } = arrays;
    const hash = hashOf(values, weights, count * d, count);
    return { values, weights, numbers, count, rowStart, rowEnd: this.#row, hash };
  }

  /** Arrays with room for so many rows at least, which begin with what others hold. */
  #arrays(rows: number, held: Partial<Arrays> | undefined): Arrays & { readonly capacity: number } {
    const d = this.#source.dimensions;
    const { values, weights, numbers } = held ?? {};
    const capacity = values === undefined ? 0 : Math.floor(values.length / d);
    if (values !== undefined && capacity >= rows && (weights !== undefined) === this.weighted) {
      // Pages that have all their rows give theirs up.
      const own = this.weighted ? (numbers ?? new Float64Array(capacity)) : undefined;
      return { values, weights, numbers: own, capacity };
    }
    const grown = <Values extends Float64Array | Float32Array>(to: Values, from?: Values) => {
      if (from !== undefined) to.set(from);
      return to;
    };
    return {
      values: grown(this.#values(rows * d), values),
      weights: this.weighted ? grown(new Float64Array(rows), weights) : undefined,
      numbers: this.weighted ? grown(new Float64Array(rows), numbers) : undefined,
      capacity: rows,
    };
  }

  /** Where it began. */
  readonly rowStart: number;

  /** How many rows of the source have been read, those before it began included. */
  get row(): number {
    return this.#row;
  }

  /** Reads no further; settled once the source has closed what it had open. */
  async close(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    try {
      await this.#iterator.return?.();
    } catch {
      // What a source says when it is no longer wanted is of no interest.
    }
  }

  #values(length: number): Values {
    return this.precision === "float32" ? new Float32Array(length) : new Float64Array(length);
  }

  /** The chunk that is being read, or the next that has rows. */
  async #more(): Promise<Chunk | undefined> {
    while (this.#chunk === undefined || this.#chunk.at === this.#chunk.count) {
      if (this.#done) return undefined;
      // A source that has everything at hand would never let others have the thread.
      if (performance.now() >= this.#until) {
        await turn();
        this.#until = performance.now() + SLICE;
      }
      const step: unknown = await this.#iterator.next();
      if (typeof step !== "object" || step === null) {
        throw typeError(
          "source.open",
          "an iterable whose next() gives { done, value }",
          show(step),
        );
      }
      const { done, value } = step as { readonly done?: boolean; readonly value: unknown };
      if (done) {
        this.#done = true;
        return undefined;
      }
      // An empty chunk tells nothing of those that have rows.
      if (!isEmpty(value)) this.#chunk = this.#checked(value);
    }
    return this.#chunk;
  }

  #checked(given: unknown): Chunk {
    const { points, weights } = isWeighted(given) ? given : { points: given, weights: undefined };
    const d = this.#source.dimensions;
    const name = `source: the chunk at row ${this.#row}`;
    const kind = typedKind(points);
    this.precision ??= kind === "Float32Array" ? "float32" : "float64";
    this.weighted ??= weights !== undefined;
    if (this.weighted !== (weights !== undefined)) {
      throw typeError(name, "weights in all chunks, or in none", this.weighted ? "none" : "some");
    }
    let values: Values;
    if (kind === "Float64Array" || kind === "Float32Array") {
      // Not what a subclass makes of them.
      const plain = kind === "Float64Array" ? Float64Array : Float32Array;
      const isPlain = Object.getPrototypeOf(points) === plain.prototype;
      values = isPlain ? (points as Values) : new plain(points as Values);
      if (kind === "Float64Array" && this.precision === "float32") {
        const expected = 'Float32Arrays, as the first chunk or "precision" of the source has it';
        throw typeError(name, expected, kind);
      }
      if (values.length % d !== 0) {
        throw rangeError(name, `a multiple of ${d} numbers`, String(values.length));
      }
    } else {
      // Other typed arrays are rows one after the other as well.
      if (kind !== undefined && lengthOf(points)! % d !== 0) {
        throw rangeError(name, `a multiple of ${d} numbers`, String(lengthOf(points)));
      }
      const flat =
        kind === undefined ? points : { data: points, shape: [lengthOf(points)! / d, d] };
      const source = pointsSource(name, flat);
      if (source.dimensions !== d) {
        throw rangeError(name, `${d} dimensions, as the source has`, String(source.dimensions));
      }
      values = this.#values(source.count * d);
      source.copyTo(values, 0, source.count);
    }
    const count = values.length / d;
    if (weights !== undefined && lengthOf(weights) !== count) {
      throw rangeError(name, `one weight a row (${count})`, String(lengthOf(weights)));
    }
    return { values, weights: weights as ArrayLike<number> | undefined, count, at: 0 };
  }

  /** Copies rows of a chunk to where they stand in a page; how many. */
  #take(chunk: Chunk, { values, weights, numbers }: Arrays, first: number, rows: number): number {
    const d = this.#source.dimensions;
    let count = first;
    if (weights === undefined) {
      const some = Math.min(rows - first, chunk.count - chunk.at);
      if (chunk.values.length !== chunk.count * d) throw changed(this.#row);
      values.set(chunk.values.subarray(chunk.at * d, (chunk.at + some) * d), first * d);
      this.#checkFinite(values, first * d, some * d, this.#row);
      chunk.at += some;
      this.#row += some;
      return some;
    }
    for (; count < rows && chunk.at < chunk.count; chunk.at++, this.#row++) {
      const weight: unknown = chunk.weights![chunk.at];
      if (typeof weight !== "number" || !(weight >= 0 && weight < Infinity)) {
        const refuse = typeof weight === "number" ? rangeError : typeError;
        const got = `${show(weight)} at row ${this.#row} (from 0)`;
        throw refuse("weights of the source", "finite numbers of at least 0", got);
      }
      const from = chunk.at * d;
      for (let j = 0; j < d; j++) values[count * d + j] = chunk.values[from + j];
      // Of a row without weight, too: it is a mistake wherever it stands.
      this.#checkFinite(values, count * d, d, this.#row);
      if (weight === 0) continue;
      numbers![count] = this.#row;
      weights[count++] = weight;
    }
    return count - first;
  }

  #checkFinite(values: Values, first: number, length: number, row: number): void {
    if (this.#again) return;
    const d = this.#source.dimensions;
    for (let i = first; i < first + length; i++) {
      // Anything but NaN and the infinities leaves nothing.
      if (values[i] - values[i] === 0) continue;
      const at = i - first;
      const got = `${show(values[i])} at row ${row + Math.floor(at / d)}, column ${at % d} (from 0)`;
      throw rangeError("source", "finite numbers", got);
    }
  }
}

/** Milliseconds after which reading lets others have the thread. */
const SLICE = 8;

function isEmpty(chunk: unknown): boolean {
  const points = isWeighted(chunk) ? chunk.points : chunk;
  return typeof points !== "string" && lengthOf(points) === 0;
}

function changed(row: number): Error {
  return new Error(`"source" changed the length of a chunk while it was read, at row ${row}`);
}

function isWeighted(
  given: unknown,
): given is { readonly points: unknown; readonly weights?: unknown } {
  if (typeof given !== "object" || given === null || !("points" in given)) return false;
  checkRecord("source: a chunk", given, ["points", "weights"]);
  return true;
}

export function iteratorOf(opened: unknown): AsyncIterator<StreamChunk> | Iterator<StreamChunk> {
  if (typeof opened === "object" && opened !== null) {
    const { [Symbol.asyncIterator]: slow, [Symbol.iterator]: quick } = opened as Partial<
      AsyncIterable<StreamChunk> & Iterable<StreamChunk>
    >;
    if (typeof slow === "function") return slow.call(opened as AsyncIterable<StreamChunk>);
    if (typeof quick === "function") return quick.call(opened as Iterable<StreamChunk>);
  }
  const expected = "a function that gives an iterable of chunks, such as an async generator";
  throw typeError("source.open", expected, `one that gives ${show(opened)}`);
}

/** A hash of values, and of weights where there are any. */
function hashOf(
  values: Values,
  weights: Float64Array | undefined,
  length: number,
  count: number,
): readonly [number, number] {
  const hash = mixed(wordsOf(values, length), 0x811c9dc5, 0x9e3779b9);
  return weights === undefined ? hash : mixed(wordsOf(weights, count), ...hash);
}

/**
 * Two sums of 32 bits, in the manner of FNV-1a (Fowler, Noll & Vo), one over the even words and one
 * over the odd ones: 2 ns a number. Not in a closure, whose variables took ten times as long.
 */
function mixed(words: Int32Array, a: number, b: number): readonly [number, number] {
  let even = a | 0;
  let odd = b | 0;
  const { length } = words;
  for (let i = 0; i + 1 < length; i += 2) {
    even = Math.imul(even ^ words[i], 0x01000193);
    odd = Math.imul(odd ^ words[i + 1], 0x85ebca6b);
    odd ^= even >>> 15;
  }
  if (length % 2 === 1) even = Math.imul(even ^ words[length - 1], 0x01000193);
  return [even, odd];
}

function wordsOf(values: Values, length: number): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, (length * values.BYTES_PER_ELEMENT) / 4);
}
