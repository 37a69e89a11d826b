import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import {
  type ExactNumber,
  exponentAbove,
  plus,
  powerOfTwo,
  quotient,
  sumOfWords,
  toNumber,
} from "../data/exact-words.js";
import type { Rows } from "../core/rows.js";
import { type Part, weightsAddress } from "../data/part.js";

/** Sums of assembly/sums/exact.ts has so many f64, and then as many i32 and addresses. */
const REALS = 20;
const OTHERS = 6;

/** i64 of a record before the words of N. */
const WEIGHTS = 4;

/** The exponent of the smallest f64. */
const LAST = -1074;

/**
 * Values are lifted before weights multiply them, so that no digit of a product is below the last
 * of all f64: the largest value to 2^400, or its product to 2^900 if that is less.
 */
const LIFTED = 400;
const LIFTED_PRODUCT = 900;
/** The largest power of two to lift by. */
const LIFT = 1000;

/** What words hold: of each its unit, 2^exponent. */
interface Words {
  readonly exponents: readonly number[];
  /** From the exponent of one word to that of the next. */
  readonly step: number;
}

/** The smallest e with 2^e ≥ x. */
function exponentFor(x: number): number {
  const above = exponentAbove(x);
  return powerOfTwo(above - 1) === x ? above - 1 : above;
}

/**
 * Words for a sum of n values below 2^above, as many as wanted, or fewer where the last holds
 * the last digit of any f64.
 */
function wordsFor(above: number, n: number, wanted: number): Words {
  // A word has 62 bits for a sum, and a value at most 51 of them: those that adding C leaves it.
  const room = 62 - exponentFor(n);
  const step = Math.min(51, room);
  const steps = Math.ceil((above - step - LAST) / step);
  const exponents: number[] = [];
  // Near the end of the range the last word begins at the smallest f64.
  const near = steps <= wanted;
  const first = near ? LAST + Math.max(steps, 1) * step : above - step;
  for (let e = first; exponents.length < wanted && e >= LAST; e -= step) exponents.push(e);
  return { exponents, step };
}

/** 1.5 × 2^52 units: what is added to a value so that its digits are those of a whole number. */
function constantOf(exponent: number): number {
  return 1.5 * powerOfTwo(52) * powerOfTwo(exponent);
}

/** The bits of an f64 as an integer. */
function bitsOf(value: number): bigint {
  return new BigInt64Array(Float64Array.of(value).buffer)[0];
}

function recordLength(d: number, words: number, weightWords: number): number {
  return WEIGHTS + 2 * Math.ceil(weightWords / 2) + 2 * Math.ceil(d / 2) * words;
}

function layout(d: number, k: number, words: number, weightWords: number) {
  return {
    sums: REALS * 8 + OTHERS * 4,
    costs: k * 4 * 8,
    records: k * recordLength(d, words, weightWords) * 8,
  };
}

/** Words that are enough for most data; weights make products of twice as many digits. */
const FEWEST = 2;
const FEWEST_WEIGHTED = 3;

/** How a data set is summed; what one pass over rows finds out, whatever their labels. */
export interface Grid {
  readonly words: Words;
  readonly weightWords: Words;
  readonly squares: Words;
  /** The exponent of what x was multiplied by before weights. */
  readonly lift: number;
  /** A component's scaled cost a row at least, for three digits of it to be right. */
  readonly unsure: number;
  /** The f64 of Sums in assembly/sums/exact.ts. */
  readonly reals: readonly number[];
}

function gridOf(data: Part, wanted: number): Grid {
  const { count: n, dimensions: d, kernels } = data.rows;
  const above = exponentAbove(data.rows.largestMagnitude());
  const weights = weightsAddress(data);
  const weight = weights === 0 ? 0 : exponentFor(kernels.largestMagnitude(weights, 8, n));
  const room = Math.min(LIFTED, LIFTED_PRODUCT - weight) - above;
  const lift = weights === 0 ? 0 : Math.min(Math.max(room, 0), LIFT);
  const words = wordsFor(above + lift + weight, n, wanted);
  const weightWords = wordsFor(weight, n, weights === 0 ? 0 : wanted);
  // In each lane a value, or every other one of those of a row.
  const squares = wordsFor(0, n * Math.ceil(d / 2), 2);
  // Below 2^-1000 squares come to nothing anyway.
  const scale = Math.max(above, -1000);
  const lower = -scale - lift - weight;
  // What a row may be wrong by: the unit of the last word, or what pairs of f64 lose.
  const rowError = d * Math.max(powerOfTwo(squares.exponents[1]), powerOfTwo(-98));
  const unsure = d * powerOfTwo(squares.exponents[0] + 10);
  const reals = [
    powerOfTwo(-scale),
    powerOfTwo(lift),
    powerOfTwo(lower),
    ...squares.exponents.map(constantOf),
    powerOfTwo(squares.exponents[0]),
    constantOf(words.exponents[0]),
    powerOfTwo(words.exponents[0]),
    powerOfTwo(-words.step),
    powerOfTwo(words.exponents[0] + lower),
    ...(weights === 0
      ? [0, 0]
      : [constantOf(weightWords.exponents[0]), powerOfTwo(weightWords.exponents[0])]),
    powerOfTwo(-weightWords.step),
    powerOfTwo(-weight),
    // The squares of all rows, which a survey finds.
    0,
    0,
    // The cost is right to half a unit in its last place, and what components have of it is known.
    n * Math.max(powerOfTwo(54) * rowError, unsure),
    unsure,
    powerOfTwo(scale + weight),
    powerOfTwo(scale),
  ];
  return { words, weightWords, squares, lift, unsure, reals };
}

/** What is known of rows that all weigh 1, once one fit has seen them. */
const GRIDS = /* @__PURE__ */ new WeakMap<Rows, Grid>();

/** Sums of each component's rows, exact, whatever the order: assembly/sums/exact.ts. */
export class ExactSums {
  readonly #data: Part;
  readonly #k: number;
  readonly #centroids: number;
  readonly #statistics: number;
  readonly #grid: Grid;
  #space!: Workspace<keyof ReturnType<typeof layout>>;

  /**
   * @param centroids in, k × d f64
   * @param statistics out, as {@link answer} says
   */
  constructor(data: Part, k: number, centroids: number, statistics: number) {
    this.#data = data;
    this.#k = k;
    this.#centroids = centroids;
    this.#statistics = statistics;
    const { rows, weights } = data;
    const known = weights === undefined ? GRIDS.get(rows) : undefined;
    if (known === undefined) {
      this.#grid = this.#survey();
      if (weights === undefined) GRIDS.set(rows, this.#grid);
    } else {
      this.#grid = known;
      this.#take(known);
    }
  }

  /** Bytes of linear memory it needs, unless values of very different sizes or weights need more words. */
  static bytes(d: number, k: number): number {
    return carvedBytes(layout(d, k, FEWEST, 0));
  }

  /** Takes everything out. */
  clear(): void {
    const length = this.#k * this.#recordLength;
    core().memory.f64(this.#space.at("records"), length).fill(0);
  }

  /**
   * Adds rows to the sums of their labels; where there are labels from before, those they are
   * in already, moves the rows whose label changed.
   *
   * @param before address of one i32 a row, or 0
   * @param labels address of one i32 a row
   */
  add(first: number, count: number, before: number, labels: number): void {
    const { rows } = this.#data;
    rows.kernels.sumRows(
      rows.address(first),
      rows.valueBytes,
      count,
      rows.dimensions,
      weightsAddress(this.#data, first),
      before,
      labels,
      this.#space.at("sums"),
    );
  }

  /**
   * Writes the statistics, as assembly/sums/answer.ts says.
   *
   * @returns whether means are NaN that {@link mean} knows, and whether the cost has to be summed row by row
   */
  answer(): { readonly unsure: boolean; readonly coarse: boolean } {
    const { kernels, dimensions } = this.#data.rows;
    const flags = kernels.answerSums(this.#k, dimensions, this.#space.at("sums"));
    return { unsure: flags > 1, coarse: flags % 2 === 1 };
  }

  /** The mean of a component in one dimension, correctly rounded. */
  mean(c: number, j: number): number {
    const { exponent, units } = this.#sum(c, j);
    return quotient({ units, exponent: exponent - this.#grid.lift }, this.#size(c));
  }

  /** The largest √w |x_j − m_j| of some rows and their own centroids. */
  largestDifference(first: number, count: number, labels: number): number {
    const { rows } = this.#data;
    return rows.kernels.largestDifference(
      rows.address(first),
      rows.valueBytes,
      count,
      rows.dimensions,
      weightsAddress(this.#data, first),
      labels,
      this.#space.at("sums"),
    );
  }

  clearCosts(): void {
    core()
      .memory.f64(this.#space.at("costs"), this.#k * 4)
      .fill(0);
  }

  /** Adds rows to the costs, × 4^-above of the largest difference. */
  addCosts(first: number, count: number, labels: number, above: number): void {
    const { rows } = this.#data;
    rows.kernels.addCosts(
      rows.address(first),
      rows.valueBytes,
      count,
      rows.dimensions,
      weightsAddress(this.#data, first),
      labels,
      this.#space.at("sums"),
      powerOfTwo(-above),
      this.#space.at("costs"),
    );
  }

  /** The cost of every component, from rows so added, and their sum. */
  costs(above: number): { readonly total: number; readonly own: number[] } {
    const { memory } = core();
    const own: number[] = [];
    let total: ExactNumber = { units: 0n, exponent: 0 };
    for (let c = 0; c < this.#k; c++) {
      const rows = this.#record(c)[0];
      const vectors = rows * BigInt(Math.ceil(this.#data.rows.dimensions / 2));
      const cost = squaresOf(memory.i64(this.#space.at("costs") + c * 32, 4), vectors, this.#grid);
      const unscaled = { units: cost.units, exponent: cost.exponent + 2 * above };
      own.push(toNumber(cost) < this.#grid.unsure * Number(rows) ? 0 : toNumber(unscaled));
      total = plus(total, unscaled);
    }
    return { total: toNumber(total), own };
  }

  release(): void {
    this.#space.region.release();
  }

  /** Takes as many words as it needs to hold every digit. */
  #survey(): Grid {
    let wanted = this.#data.weights === undefined ? FEWEST : FEWEST_WEIGHTED;
    let grid = gridOf(this.#data, wanted);
    this.#take(grid);
    while (this.#surveyRows() !== 0) {
      this.#space.region.release();
      wanted *= 2;
      grid = gridOf(this.#data, wanted);
      this.#take(grid);
    }
    // Now with the squares of all rows among them.
    const reals = core().memory.read(this.#space.at("sums"), REALS);
    return { ...grid, reals };
  }

  /** Without weights all values are one row: a long one takes half the time of many short ones. */
  #surveyRows(): number {
    const { count, dimensions: d, kernels, valueBytes } = this.#data.rows;
    const x = this.#data.rows.address();
    const weights = weightsAddress(this.#data);
    const [n, width] = weights === 0 ? [1, count * d] : [count, d];
    return kernels.surveyRows(x, valueBytes, n, width, weights, this.#space.at("sums"));
  }

  #take(grid: Grid): void {
    const words = grid.words.exponents;
    const weights = grid.weightWords.exponents;
    const d = this.#data.rows.dimensions;
    this.#space = carve(layout(d, this.#k, words.length, weights.length));
    const { at } = this.#space;
    const { memory } = core();
    memory.write(at("sums"), grid.reals);
    memory
      .i32(at("sums") + REALS * 8, OTHERS)
      .set([
        words.length,
        weights.length,
        recordLength(d, words.length, weights.length) * 8,
        at("records"),
        this.#centroids,
        this.#statistics,
      ]);
  }

  get #recordLength(): number {
    const { words, weightWords } = this.#grid;
    const d = this.#data.rows.dimensions;
    return recordLength(d, words.exponents.length, weightWords.exponents.length);
  }

  #record(c: number): BigInt64Array {
    const length = this.#recordLength;
    return core().memory.i64(this.#space.at("records") + c * length * 8, length);
  }

  #size(c: number): ExactNumber {
    const record = this.#record(c);
    const { exponents } = this.#grid.weightWords;
    if (exponents.length === 0) return { units: record[0], exponent: 0 };
    const words = [...record.subarray(WEIGHTS, WEIGHTS + exponents.length)];
    return sumOf(words, exponents, () => record[0]);
  }

  #sum(c: number, j: number): ExactNumber {
    const record = this.#record(c);
    const { exponents } = this.#grid.words;
    const weights = this.#grid.weightWords.exponents.length;
    const lane = WEIGHTS + 2 * Math.ceil(weights / 2) + (j % 2);
    const first = lane + 2 * exponents.length * Math.floor(j / 2);
    const words = exponents.map((_, w) => record[first + 2 * w]);
    // A product comes with its error, from the second word on.
    return sumOf(words, exponents, (w) => record[0] * (weights > 0 && w > 0 ? 2n : 1n));
  }
}

/** The squares of so many vectors, from two words of two lanes. */
function squaresOf(words: BigInt64Array, vectors: bigint, { squares }: Grid): ExactNumber {
  const both = [words[0] + words[1], words[2] + words[3]];
  return sumOf(both, squares.exponents, () => 2n * vectors);
}

function sumOf(
  words: readonly bigint[],
  exponents: readonly number[],
  adds: (w: number) => bigint,
): ExactNumber {
  const constants = exponents.map((exponent) => bitsOf(constantOf(exponent)));
  return sumOfWords(
    words,
    constants,
    words.map((_, w) => adds(w)),
    exponents,
  );
}
