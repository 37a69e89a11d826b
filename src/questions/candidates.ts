import { BLOCK_ROWS, forEachBlock } from "../core/blocks.js";
import { carve, carvedBytes, core, type Workspace, writeIntegers } from "../core/core.js";
import { align } from "../core/memory.js";
import { CENTROID_SWEEP, recordBytes } from "../core/records.js";
import { paddedBytes, Rows, tileBytes } from "../core/rows.js";
import { type Part, weightRows, weightsAddress } from "../data/part.js";
import { answerTo, type Talk } from "../data/pending.js";
import { VALUE_COST } from "../data/sweep.js";
import { threefry2x32 } from "../random.js";
import type { Key, Met } from "./met.js";
import { paceOfCopies, paged } from "./elsewhere.js";

/**
 * How many candidates a row is measured against first, at least, and which share of all. The distance
 * from the nearest of these tells of most rows that they will not be picked; only the others are
 * measured against the rest.
 */
const FEW = 8;
const FEW_SHARE = 1 / 8;

/** In place of a distance: this row is not picked, and kernels pass over it. */
const OUT = -1;

function layout(n: number, d: number, most: number) {
  return {
    record: recordBytes(CENTROID_SWEEP),
    rest: recordBytes(CENTROID_SWEEP),
    candidates: most * d * 8,
    closest: paddedBytes(Math.min(BLOCK_ROWS, n)),
    labels: paddedBytes(Math.min(BLOCK_ROWS, n)) / 2,
    tile: 2 * tileBytes(d),
  };
}

/**
 * Rows picked at random as candidates for centroids, in sweeps each of which may pick many.
 *
 * A sweep looks at rows once, in their order, copies what it picks, and keeps nothing that grows
 * with n. What becomes of a row follows from the data before it, the candidates, and a random number
 * that is a function of its index alone: it does not depend on where ranges end.
 */
export class Candidates {
  readonly #data: Part;
  readonly #space: Workspace<keyof ReturnType<typeof layout>>;
  #count = 0;

  /** @param most how many there will be at most */
  constructor(data: Part, most: number) {
    this.#data = data;
    this.#space = carve(layout(data.rows.count, data.rows.dimensions, most));
  }

  /** Bytes of linear memory they need, with the rows that {@link weighed} makes of them. */
  static bytes(n: number, d: number, most: number): number {
    const made = align(Rows.bytes(most, d, "float64")) + align(paddedBytes(most));
    return carvedBytes(layout(n, d, most)) + made;
  }

  /** How many there are. No two have the same values. */
  get count(): number {
    return this.#count;
  }

  /**
   * Picks one row in proportion to its weight: each takes the place of the one before with the
   * probability of its share in the weight so far (Chao 1982).
   */
  *first(key: Key): Talk<void> {
    let total = 0;
    let values: readonly number[] = [];
    yield* this.#sweep(VALUE_COST, (first, size) => {
      const weights = this.#weights(first, size);
      for (let i = 0; i < size; i++) {
        const weight = weights?.[i] ?? 1;
        total += weight;
        if (uniformOf(key, first + i) * total <= weight) values = this.#data.rows.row(first + i);
      }
    });
    this.add(values);
  }

  /**
   * Picks so many rows more, or all that do not coincide with a candidate where these are fewer, in
   * proportion to mass, the weight × the squared distance from the nearest candidate: those for which
   * mass / u is largest, u a random number in (0, 1] (priority sampling: Duffield, Lund & Thorup
   * 2007). Given the largest that is left out, t, each row is picked with the probability
   * min(1, mass / t), whatever becomes of the others.
   *
   * @returns whether there were any
   */
  *pick(most: number, key: Key): Talk<boolean> {
    const others = paged(this.#data);
    const picked =
      others?.foremost === undefined
        ? yield* this.foremost(most, key)
        : foremost(yield* others.foremost(this.values(), most, key), most);
    picked.sort((a, b) => a.row - b.row);
    // Rows that coincide with each other are one candidate.
    const distinct = new Map(picked.map(({ values }) => [values.join(), values]));
    distinct.forEach((values) => this.add(values));
    return distinct.size > 0;
  }

  /**
   * The rows that {@link pick} would add, in the order of their priority; rows that coincide with
   * each other among them.
   *
   * @param before where these are only some of the rows: how many come before
   */
  *foremost(most: number, key: Key, before = 0): Talk<Met[]> {
    const { rows } = this.#data;
    const { record, rest, closest } = this.#space.addresses;
    const count = this.#count;
    const few = Math.min(count, Math.max(FEW, Math.ceil(count * FEW_SHARE)));
    this.#write(record, 0, few);
    this.#write(rest, few, count - few);
    let met: Met[] = [];
    let least = 0;
    yield* this.#sweep(few * rows.dimensions + VALUE_COST, (first, size) => {
      const x = rows.address(first);
      const distances = core().memory.f64(closest, size).fill(Infinity);
      const weights = this.#weights(first, size);
      // Beyond all numbers only where u is so small that the row is picked in any case.
      const priorityOf = (i: number) =>
        (distances[i] * (weights?.[i] ?? 1)) / uniformOf(key, before + first + i);
      rows.kernels.lowerFrom(record, x, size, few, closest, 0);
      for (let i = 0; i < size; i++) if (!(priorityOf(i) > least)) distances[i] = OUT;
      if (few < count) rows.kernels.lowerFrom(rest, x, size, count - few, closest, 0);
      for (let i = 0; i < size; i++) {
        if (distances[i] === OUT) continue;
        const priority = priorityOf(i);
        if (!(priority > least)) continue;
        met.push({ priority, row: before + first + i, values: rows.row(first + i) });
        if (met.length < 2 * most) continue;
        met = foremost(met, most);
        least = met[most - 1].priority;
      }
    });
    return foremost(met, most);
  }

  /** The candidates as rows, each with the weight of the rows it is nearest to: that of all of them. */
  *weighed(): Talk<Part> {
    const { dimensions: d } = this.#data.rows;
    const { candidates } = this.#space.addresses;
    const k = this.#count;
    const others = paged(this.#data);
    const sizes =
      // Sums of weights are taken row by row, wherever the rows are.
      others?.candidateSizes === undefined || this.#data.weights !== undefined
        ? yield* this.sizes()
        : yield* others.candidateSizes(this.values());
    // One so near another that their distance is 0 may have none.
    const kept = Array.from(sizes.keys()).filter((c) => sizes[c] > 0);
    const made = new Rows(kept.length, d, "float64");
    const part = weightRows(
      made,
      sizes.filter((size) => size > 0),
      paceOfCopies(this.#data),
    );
    const all = core().memory.f64(candidates, k * d);
    const view = made.view();
    kept.forEach((c, i) => view.set(all.subarray(c * d, (c + 1) * d), i * d));
    return part;
  }

  /** What the rows weigh that each candidate is nearest to. */
  *sizes(): Talk<Float64Array> {
    const { rows } = this.#data;
    const { dimensions: d, kernels } = rows;
    const { record, labels } = this.#space.addresses;
    const k = this.#count;
    this.#write(record, 0, k);
    const sizes = new Float64Array(k);
    yield* this.#sweep(k * d + VALUE_COST, (first, size) => {
      kernels.assignBlock(record, rows.address(first), size, labels);
      const nearest = core().memory.i32(labels, size);
      const weights = this.#weights(first, size);
      for (let i = 0; i < size; i++) sizes[nearest[i]] += weights?.[i] ?? 1;
    });
    return sizes;
  }

  /** A copy of the candidates, count × d, row-major. */
  values(): Float64Array {
    const length = this.#count * this.#data.rows.dimensions;
    return core().memory.f64(this.#space.at("candidates"), length).slice();
  }

  release(): void {
    this.#space.region.release();
  }

  /** Writes a record for kernels: of `k` candidates from `first` on. */
  #write(record: number, first: number, k: number): void {
    const { dimensions: d, valueBytes: bytes } = this.#data.rows;
    const { candidates, tile } = this.#space.addresses;
    const centroids = candidates + first * d * 8;
    writeIntegers(record, CENTROID_SWEEP, { bytes, d, k, centroids, tile });
  }

  /** Takes a row as a candidate, unlike all that there are. */
  add(values: readonly number[]): void {
    core().memory.write(this.#space.at("candidates") + this.#count * values.length * 8, values);
    this.#count++;
  }

  /** Weights of some rows, stale as soon as memory grows; undefined where every weight is 1. */
  #weights(first: number, count: number): Float64Array | undefined {
    const address = weightsAddress(this.#data, first);
    return address === 0 ? undefined : core().memory.f64(address, count);
  }

  *#sweep(rowCost: number, visit: (first: number, size: number) => void): Talk<void> {
    const { rows, pace } = this.#data;
    yield* answerTo(
      pace(rows.count, {
        stride: BLOCK_ROWS,
        rowCost,
        visit: (begin, count) => forEachBlock(begin, count, visit),
        answer: () => undefined,
      }),
    );
  }
}

/** The first so many by priority, of equal ones those of the lowest index. */
function foremost(met: readonly Met[], most: number): Met[] {
  return met.toSorted((a, b) => b.priority - a.priority || a.row - b.row).slice(0, most);
}

/** The random number of a row: in (0, 1], one of 2^53 equally likely ones. */
function uniformOf([key0, key1]: Key, row: number): number {
  const [a, b] = threefry2x32(key0, key1, row, Math.floor(row / 2 ** 32));
  return ((a >>> 5) * 2 ** 26 + (b >>> 6) + 1) / 2 ** 53;
}
