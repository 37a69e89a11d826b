import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import {
  type ExactNumber,
  exactly,
  exponentAbove,
  LAST,
  plus,
  powerOfTwo,
  quotient,
  shifted,
  sumOfWords,
} from "../exact-numbers.js";
import { heaviest, type Part, weightsAddress } from "../data/part.js";
import { after, type Asked } from "../data/pending.js";

/** Sums of assembly/sums/exact.ts has so many f64, and then as many i32 and addresses. */
const REALS = 14;
const OTHERS = 7;

/** i64 of a record before the words of its sums. */
export const HEAD = 4;

/** Words of a cost, as assembly/sums/costs.ts has them, and their bytes. */
const COST_WORDS = 67;
const COST_BYTES = COST_WORDS * 16;

/** Where the squares of all rows stand among the reals of a grid. */
const SQUARES = 10;

/**
 * Values are lifted before weights multiply them, so that no digit of a product is below the last
 * of all f64: the largest value to 2^400, or its product to 2^900 if that is less.
 */
const LIFTED = 400;
const LIFTED_PRODUCT = 900;
/** The largest power of two to lift by. */
const LIFT = 1000;

/** What a value costs in a survey, in multiplications. */
const SURVEY_COST = 4;

/** Words that are enough for most data; weights make products of twice as many digits. */
const FEWEST = 2;
const FEWEST_WEIGHTED = 3;

/** How a data set is summed; what one pass over rows finds out, whatever their labels. */
export interface SumGrid {
  /** Of each word its unit, 2^exponent. */
  readonly exponents: readonly number[];
  /** The exponents of what x was multiplied by before weights, and of what N is a sum of. */
  readonly lift: number;
  readonly one: number;
  /** The f64 of Sums in assembly/sums/exact.ts. */
  readonly reals: readonly number[];
}

/** Sums of rows with nothing rounded off, as weights count in linear memory: those of other rows add to them. */
export interface ExactHardSums {
  /** Σ w of each component. */
  readonly sizes: readonly ExactNumber[];
  /** Σ w x, k × d. */
  readonly sums: readonly ExactNumber[];
  /** Σ w‖x‖² of all rows, to some 90 digits of two. */
  readonly squares: ExactNumber;
  /** Σ w‖x − m‖², each term rounded by itself, of rows whose costs were added. */
  readonly cost: ExactNumber;
}

/** From one word to the next: a word has 62 bits for a sum of n values, and adding C leaves a value 51. */
function stepFor(n: number): number {
  return Math.min(51, 30 + Math.clz32(n - 1));
}

/**
 * The exponents of words for a sum of values below 2^above, as many as wanted, or fewer where the
 * last holds the last digit of any f64.
 */
function exponentsFor(above: number, step: number, wanted: number): number[] {
  const steps = Math.ceil((above - step - LAST) / step);
  // Near the end of the range the last word begins at the smallest f64.
  let exponent = steps <= wanted ? LAST + Math.max(steps, 1) * step : above - step;
  const exponents: number[] = [];
  for (; exponents.length < wanted && exponent >= LAST; exponent -= step) exponents.push(exponent);
  return exponents;
}

function gridOf(data: Part, wanted: number): SumGrid {
  const { count: n, dimensions: d } = data.rows;
  const above = Math.max(exponentAbove(data.rows.largestMagnitude()), LAST + 1);
  const weighted = data.weights !== undefined;
  const weight = weighted ? exponentFor(heaviest(data)) : 0;
  const room = Math.min(LIFTED, LIFTED_PRODUCT - weight) - above;
  const lift = !weighted ? 0 : Math.min(Math.max(room, 0), LIFT);
  const one = above - 1 + lift;
  const step = stepFor(n);
  const exponents = exponentsFor(above + lift + weight, step, wanted);
  // In each lane a value, or every other one of those of a row.
  const squareUnit = powerOfTwo(-stepFor(n * Math.ceil(d / 2)));
  // What a row may be wrong by: the unit of the last word, or what pairs of f64 lose.
  const rowError = d * Math.max(squareUnit * squareUnit, 2 ** -98);
  const unsure = d * squareUnit * 2 ** 10;
  const reals = [
    // Below 2^-1000 squares come to nothing anyway.
    powerOfTwo(-Math.max(above, -1000)),
    powerOfTwo(lift),
    powerOfTwo(-weight),
    weighted ? powerOfTwo(one) : 0,
    squareUnit,
    squareUnit,
    powerOfTwo(exponents[0]),
    powerOfTwo(-step),
    // The cost is right to half a unit in its last place, and what components have of it is known.
    n * Math.max(2 ** 54 * rowError, unsure),
    unsure,
    // The words of all squares.
    0,
    0,
    0,
    0,
  ];
  return { exponents, lift, one, reals };
}

/** How often C is added with a value: where there may be errors of products, once more with these. */
export function addsTo(words: number, weighted: boolean): number {
  return weighted || words > FEWEST ? 2 : 1;
}

/** The smallest e with 2^e ≥ x. */
function exponentFor(x: number): number {
  const above = exponentAbove(x);
  return powerOfTwo(above - 1) === x ? above - 1 : above;
}

/** The exponent of a power of two. */
function exponentOf(power: number): number {
  return exponentAbove(power) - 1;
}

function recordLength(d: number, words: number, weighted: boolean): number {
  return HEAD + 2 * (Math.ceil(d / 2) + +weighted) * words;
}

function layout(d: number, k: number, words: number, weighted: boolean) {
  return {
    sums: REALS * 8 + OTHERS * 4,
    costs: k * COST_BYTES,
    records: k * recordLength(d, words, weighted) * 8,
  };
}

/** Addresses of k × d f64, and of what {@link ExactSums.answer} writes. */
interface Outside {
  readonly centroids: number;
  readonly statistics: number;
}

/** Sums of each component's rows, exact, whatever the order: assembly/sums/exact.ts. */
export class ExactSums {
  readonly #data: Part;
  readonly #k: number;
  readonly #weighted: boolean;
  readonly #outside: Outside;
  /** Not there before {@link prepare}. */
  #grid!: SumGrid;
  #space: Workspace<keyof ReturnType<typeof layout>> | undefined;
  #prepared = false;

  constructor(data: Part, k: number, outside: Outside) {
    this.#data = data;
    this.#k = k;
    this.#weighted = data.weights !== undefined;
    this.#outside = outside;
  }

  /** Has to come before all else: finds out how many words hold every digit. */
  prepare(): Asked<void> {
    if (this.#prepared) return;
    // Rows that all weigh 1 are known once one fit has seen them.
    const known = this.#weighted ? undefined : (this.#data.rows.surveyed as SumGrid | undefined);
    if (known === undefined) return this.#survey(this.#weighted ? FEWEST_WEIGHTED : FEWEST);
    this.#take(known);
    this.#prepared = true;
  }

  /** Bytes of linear memory it needs, unless values of very different sizes or weights need more words. */
  static bytes(d: number, k: number, weighted: boolean): number {
    return carvedBytes(layout(d, k, weighted ? FEWEST_WEIGHTED : FEWEST, weighted));
  }

  /** Bytes of the sums of a component, or of any rows, as {@link bytes} has them. */
  static recordBytes(d: number, weighted: boolean): number {
    return recordLength(d, weighted ? FEWEST_WEIGHTED : FEWEST, weighted) * 8;
  }

  /** How sums are taken, once {@link prepare} has found out. */
  get grid(): SumGrid {
    return this.#grid;
  }

  /** In place of {@link prepare}, where rows are some of many: sums as those of all are taken. */
  adopt(grid: SumGrid): void {
    this.#take(grid);
    this.#prepared = true;
  }

  /** A copy of the sums of all components. */
  records(): BigInt64Array {
    return this.#words("records", this.#k * this.#recordLength).slice();
  }

  /** Adds the sums of other rows, as {@link records} gave them. */
  addRecords(records: BigInt64Array): void {
    this.#addWords("records", records);
  }

  /** A copy of the costs of all components, from rows added with {@link addCosts}. */
  costs(): BigInt64Array {
    return this.#words("costs", (this.#k * COST_BYTES) / 8).slice();
  }

  /** Adds the costs of other rows, as {@link costs} gave them. */
  addCostsOf(costs: BigInt64Array): void {
    this.#addWords("costs", costs);
  }

  /** Takes everything out. */
  clear(): void {
    this.#clear("records", this.#k * this.#recordLength);
  }

  /**
   * Adds rows to the sums of their labels; where there are labels from before, those they are
   * in already, moves the rows whose label changed.
   *
   * @param part the rows, in whatever order
   * @param before address of one i32 a row, or 0
   * @param labels address of one i32 a row
   */
  add(part: Part, first: number, count: number, before: number, labels: number): void {
    const { rows } = part;
    rows.kernels.sumRows(
      rows.address(first),
      rows.valueBytes,
      count,
      rows.dimensions,
      weightsAddress(part, first),
      before,
      labels,
      this.#addresses.sums,
    );
  }

  /**
   * Writes the statistics, as assembly/sums/answer.ts says.
   *
   * @returns odd where the cost has to be summed row by row, above 1 where some are NaN that {@link mean} and {@link size} know
   */
  answer(): number {
    const { kernels, dimensions } = this.#data.rows;
    return kernels.answerSums(this.#k, dimensions, this.#addresses.sums);
  }

  /** The mean of a component in one dimension, correctly rounded. */
  mean(c: number, j: number): number {
    return quotient(this.#sumOf(c, j), this.#size(c));
  }

  /** The sums of each component, and what all cost so far, with nothing rounded off. */
  exact(): ExactHardSums {
    const each = Array.from({ length: this.#k }, (_, c) => c);
    const columns = Array.from({ length: this.#data.rows.dimensions }, (_, j) => j);
    const [scale, , lighter] = this.#grid.reals;
    const squares = this.#grid.reals.slice(SQUARES).map(exactly).reduce(plus);
    return {
      sizes: each.map((c) => this.#size(c)),
      sums: each.flatMap((c) => columns.map((j) => this.#sumOf(c, j))),
      squares: shifted(squares, -exponentOf(scale) * 2 - exponentOf(lighter)),
      cost: shifted(this.#costInWords(), -2 * Math.max(exponentOf(scale), 0)),
    };
  }

  /** What the rows of a component weigh. */
  size(c: number): number {
    return quotient(this.#size(c), { units: 1n, exponent: 0 });
  }

  clearCosts(): void {
    this.#clear("costs", (this.#k * COST_BYTES) / 8);
  }

  /** Adds rows to the costs of their labels; as {@link add}. */
  addCosts(part: Part, first: number, count: number, labels: number): void {
    const { rows } = part;
    rows.kernels.addCosts(
      rows.address(first),
      rows.valueBytes,
      count,
      rows.dimensions,
      weightsAddress(part, first),
      labels,
      this.#addresses.sums,
    );
  }

  /** Writes the cost of every component, from rows so added, and their sum. */
  answerCosts(): void {
    const { kernels, dimensions } = this.#data.rows;
    kernels.answerCosts(this.#k, dimensions, this.#addresses.sums);
  }

  /** Where kernels find what sums are taken in, and the sums. */
  get address(): number {
    return this.#addresses.sums;
  }

  /** Bytes of the sums of a component. */
  get recordBytes(): number {
    return this.#recordLength * 8;
  }

  release(): void {
    this.#space?.region.release();
  }

  get #addresses() {
    return this.#space!.addresses;
  }

  /** Takes so many words, or as many more as it needs to hold every digit. */
  #survey(wanted: number): Asked<void> {
    const { rows, pace } = this.#data;
    const { count: n, dimensions: d, kernels } = rows;
    const grid = gridOf(this.#data, wanted);
    this.#take(grid);
    let left = 0;
    let vectors = 0;
    const surveyed = pace(n, {
      stride: 1,
      rowCost: SURVEY_COST * d,
      visit: (first, count) => {
        // Without weights all values are one row: a long one takes half the time of many short ones.
        const [some, width] = this.#weighted ? [count, d] : [1, count * d];
        left |= kernels.surveyRows(
          rows.address(first),
          rows.valueBytes,
          some,
          width,
          weightsAddress(this.#data, first),
          this.#addresses.sums,
        );
        vectors += some * Math.ceil(width / 2);
      },
      answer: () => left,
    });
    return after(surveyed, () => {
      if (left !== 0) return this.#survey(2 * wanted);
      const { sums } = this.#addresses;
      kernels.endSurvey(vectors, sums);
      // Now with the squares of all rows among them.
      this.#grid = { ...grid, reals: core().memory.read(sums, REALS) };
      if (!this.#weighted) rows.surveyed = this.#grid;
      this.#prepared = true;
    });
  }

  #take(grid: SumGrid): void {
    const { exponents, reals } = grid;
    const words = exponents.length;
    const d = this.#data.rows.dimensions;
    this.release();
    this.#grid = grid;
    this.#space = carve(layout(d, this.#k, words, this.#weighted));
    const { sums, records, costs } = this.#addresses;
    const { centroids, statistics } = this.#outside;
    const { memory } = core();
    memory.write(sums, reals);
    memory.writeIntegers(sums + REALS * 8, [
      words,
      addsTo(words, this.#weighted),
      recordLength(d, words, this.#weighted) * 8,
      records,
      centroids,
      statistics,
      costs,
    ]);
  }

  get #recordLength(): number {
    return recordLength(this.#data.rows.dimensions, this.#grid.exponents.length, this.#weighted);
  }

  #clear(name: "records" | "costs", length: number): void {
    core().memory.f64(this.#addresses[name], length).fill(0);
  }

  #words(name: "records" | "costs", length: number): BigInt64Array {
    return core().memory.i64(this.#addresses[name], length);
  }

  #addWords(name: "records" | "costs", words: BigInt64Array): void {
    const { memory, kernels } = core();
    const scratch = memory.allocate(words.byteLength);
    memory.i64(scratch.address, words.length).set(words);
    kernels.addIntegers(this.#addresses[name], scratch.address, words.length);
    scratch.release();
  }

  #record(c: number): BigInt64Array {
    const length = this.#recordLength;
    return core().memory.i64(this.#addresses.records + c * length * 8, length);
  }

  /** Σ w x of a component in one dimension. */
  #sumOf(c: number, j: number): ExactNumber {
    // N has the first pair of columns.
    return shifted(this.#sum(c, this.#weighted ? j + 2 : j), -this.#grid.lift);
  }

  /** What rows added with {@link addCosts} cost, scaled: words of which each counts 2^32 times the next. */
  #costInWords(): ExactNumber {
    const words = this.#words("costs", (this.#k * COST_BYTES) / 8);
    let units = 0n;
    for (let w = 0; w < COST_WORDS; w++) {
      units <<= 32n;
      for (let c = 0; c < this.#k; c++) {
        units += BigInt.asUintN(64, words[2 * (c * COST_WORDS + w)]);
      }
    }
    return { units, exponent: LAST - 1 };
  }

  #size(c: number): ExactNumber {
    if (!this.#weighted) return { units: this.#record(c)[0], exponent: 0 };
    return shifted(this.#sum(c, 0), -this.#grid.one);
  }

  #sum(c: number, column: number): ExactNumber {
    const record = this.#record(c);
    const { exponents } = this.#grid;
    const first = HEAD + 2 * exponents.length * Math.floor(column / 2) + (column % 2);
    const words = exponents.map((_, w) => record[first + 2 * w]);
    return sumOfWords(words, exponents, record[1] * BigInt(addsTo(words.length, this.#weighted)));
  }
}
