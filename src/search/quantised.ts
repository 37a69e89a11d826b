import { carve, carvedBytes, core, type Workspace } from "../core/core.js";
import type { Derived, Rows } from "../core/rows.js";
import type { Part } from "../data/part.js";
import { type Asked, begin, type Talk } from "../data/pending.js";
import { fixedPositions } from "../data/positions.js";
import { inRanges } from "../data/sweep.js";

/**
 * The longest row that is not clipped. Of such rows, and of centroids up to 2^14.5, products and all
 * sums on the way to them are below 2^30 (Cauchy–Schwarz), so that i32 hold them and what is added.
 */
const LONGEST = 22800;
const LONGEST_CENTROID = 23170;

/** How many rows are looked at for a grid. */
const SAMPLED = 256;

/** Room beyond the longest row of the sample. */
const ROOM = 1.3;

/**
 * Rows may be so many times as long as the median one before they are clipped. With heavy tails 4
 * clip 7 % of the rows and fits take 1.4 times as long as with 16, which clip 1.4 %.
 */
const MOST_OF_MEDIAN = 16;

/**
 * Scales in use. Below the least, squared distances of rows that are not clipped might overflow.
 * Beyond the most, squares in f64 are subnormal or 0, so that the rule's own labels are coarse:
 * there all q are 0, and tell nothing.
 */
const LEAST_SCALE = 2 ** -490;
const MOST_SCALE = 2 ** 400;

/**
 * What else may be wrong with a distance of integers, in units of theirs: products are exact, but
 * roots are taken in f32, and the rule rounds as well.
 */
const ROUNDING = 0.03;

/** How far beyond all rows images stand, for what is rounded on the way. */
const SPARE = 1;

/** Bytes of a quantised row: d i16, rounded up to an even number. */
export function quantisedBytes(d: number): number {
  return 4 * Math.ceil(d / 2);
}

/**
 * Points in integers: q = round(t), t = scale × (x − origin), of 16 bits each. Products of integers
 * are exact, and take half the time of those in f32 (0.6 at d = 8), and
 *
 *   | scale × ‖x − m‖ − ‖q_x − q_m‖ |  ≤  ‖t_x − q_x‖ + ‖t_m − q_m‖,
 *
 * so of most rows they tell for certain which centroid is the nearest; the rule
 * (docs/decisions/0002) has to be asked about the rest alone. What rounding took is measured, and
 * not bounded by ½√d, of which it is 0.9 at d = 8 and 0.63 at d = 384.
 *
 * Any origin and any scale are right. These leave few rows clipped and few in doubt.
 */
export class Grid {
  /** What lengths are multiplied by. */
  readonly scale: number;
  /** d values: the mean of some rows. */
  readonly origin: readonly number[];
  readonly #space: Workspace<"origin">;

  /** A grid for rows like these. */
  constructor(rows: Rows) {
    const { count, dimensions: d } = rows;
    const values = rows.view();
    const sampled = Math.min(SAMPLED, count);
    const starts = Array.from(fixedPositions(count, sampled), (row) => row * d);
    const origin = new Array<number>(d).fill(0);
    for (const start of starts) {
      for (let j = 0; j < d; j++) origin[j] += values[start + j] / sampled;
    }
    const lengths = starts.map((start) => {
      let square = 0;
      for (let j = 0; j < d; j++) square += (values[start + j] - origin[j]) ** 2;
      return Math.sqrt(square);
    });
    lengths.sort((a, b) => a - b);
    const median = lengths[sampled >> 1];
    // Where most rows are equal, whatever differs is far beyond the median.
    const most = median > 0 ? MOST_OF_MEDIAN * median : Infinity;
    const longest = ROOM * Math.min(lengths[sampled - 1], most);
    const scale = LONGEST / longest;
    this.scale = Math.min(Math.max(scale, LEAST_SCALE), MOST_SCALE);
    this.origin = origin;
    this.#space = carve({ origin: d * 8 });
    core().memory.write(this.#space.at("origin"), origin);
  }

  static bytes(d: number): number {
    return carvedBytes({ origin: d * 8 });
  }

  /**
   * Quantises rows.
   *
   * @param x count × d, of `valueBytes` each
   * @param q out, count × d i16, d rounded up to an even number with 0 behind the last
   * @param norms out, count i32: ‖q‖², or −1 where the row is clipped: too long; then all its q are 0
   * @returns the largest ‖t − q‖ of those that are not clipped, rounded up
   */
  quantise(x: number, valueBytes: number, count: number, q: number, norms: number): number {
    const d = this.origin.length;
    const origin = this.#space.at("origin");
    const { kernels } = core();
    const { scale } = this;
    return roundUp(
      kernels.quantiseRows(x, valueBytes, count, d, origin, scale, LONGEST ** 2, q, norms),
    );
  }

  /**
   * Quantises centroids. One beyond all rows that are not clipped is put onto their ball: none of
   * them is nearer to it than to its image there, so what bounds distances to the image from below
   * bounds those to the centroid. From above nothing does. Without this, one far centroid leaves
   * whole E-steps to the rule, and fits took 2 to 3 times as long.
   *
   * @param centroids k × d f64
   * @param error of the rows that they are compared with
   * @param q out, as those of rows
   * @param norms out, k i32: ‖q‖², or −1 − ‖q‖² where q is an image
   * @returns by how much the difference of two distances of a row may be wrong, in units of q;
   *   Infinity where q tell nothing: squared distances may overflow, or d is too large
   */
  quantiseCentroids(centroids: number, k: number, error: number, q: number, norms: number): number {
    const { memory } = core();
    const { length: d } = this.origin;
    let lost = this.quantise(centroids, 8, k, q, norms);
    const found = memory.i32(norms, k);
    const ball = LONGEST + error + SPARE;
    for (let c = 0; c < k; c++) {
      if (found[c] >= 0) continue;
      const values = memory.f64(centroids + c * d * 8, d);
      const t = this.origin.map((o, j) => (values[j] - o) * this.scale);
      const length = Math.sqrt(squareOf(t));
      const shrink = Math.min(ball / length, 1);
      const image = t.map((value) => Math.round(value * shrink));
      const norm = squareOf(image);
      const finite = Number.isFinite(8 * (length / this.scale) ** 2);
      if (!finite || norm > LONGEST_CENTROID ** 2) return Infinity;
      memory.i16(q + c * quantisedBytes(d), d).set(image);
      found[c] = shrink < 1 ? -1 - norm : norm;
      lost = Math.max(lost, roundUp(squareOf(t.map((value, j) => value * shrink - image[j]))));
    }
    return 2 * (error + lost + ROUNDING);
  }

  release(): void {
    this.#space.region.release();
  }
}

function squareOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** The root of a sum of squares, and surely not less. */
function roundUp(square: number): number {
  return Math.sqrt(square) * (1 + 2 ** -30) + 2 ** -30;
}

function layout(n: number, d: number) {
  return { q: n * quantisedBytes(d), norms: n * 4 };
}

/** All rows quantised. */
export class Quantised implements Derived {
  readonly grid: Grid;
  readonly #rows: Rows;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  #error = 0;

  constructor(rows: Rows) {
    this.#rows = rows;
    this.#space = carve(layout(rows.count, rows.dimensions));
    this.grid = new Grid(rows);
  }

  /** Bytes of linear memory: 2d + 4 a row, of even d. */
  static bytes(n: number, d: number): number {
    return carvedBytes(layout(n, d)) + Grid.bytes(d);
  }

  /** Where q of all rows begin, as {@link Grid.quantise} leaves them. */
  get q(): number {
    return this.#space.at("q");
  }

  /** Where their norms begin. */
  get norms(): number {
    return this.#space.at("norms");
  }

  /** The largest ‖t − q‖ of any row that is not clipped, rounded up. */
  get error(): number {
    return this.#error;
  }

  /** Takes rows in. */
  take(first: number, count: number): void {
    const { dimensions, valueBytes } = this.#rows;
    const q = this.q + first * quantisedBytes(dimensions);
    const x = this.#rows.address(first);
    const error = this.grid.quantise(x, valueBytes, count, q, this.norms + first * 4);
    this.#error = Math.max(this.#error, error);
  }

  release(): void {
    this.grid.release();
    this.#space.region.release();
  }
}

/** What a value takes, in multiplications. */
const QUANTISING_COST = 4;

const NAME = "quantised";

/** The rows quantised, if they have been; they live as long as the rows. */
export function keptQuantised(rows: Rows): Quantised | undefined {
  return rows.derived(NAME) as Quantised | undefined;
}

/** The rows quantised, once for all who ask: seeding, searches of all restarts, labels. */
export function quantised(part: Part): Asked<Quantised> {
  return keptQuantised(part.rows) ?? begin(quantising(part));
}

function* quantising({ rows, pace }: Part): Talk<Quantised> {
  const made = new Quantised(rows);
  let whole = false;
  try {
    const take = (first: number, count: number) => {
      made.take(first, count);
    };
    yield* inRanges(rows.count, QUANTISING_COST * rows.dimensions, take, pace);
    const kept = rows.keep(NAME, made);
    whole = true;
    return kept;
  } finally {
    if (!whole) made.release();
  }
}
