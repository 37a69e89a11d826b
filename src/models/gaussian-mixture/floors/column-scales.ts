import { semidefiniteRoot } from "../../../linear-algebra/ldl.js";
import { eigen } from "../../../linear-algebra/eigen.js";
import { here, type Part } from "../../../data/part.js";
import { Floors } from "./floors.js";
import { answered, answerTo, begin, type Talk } from "../../../data/pending.js";
import { paged } from "../../../questions/elsewhere.js";
import { squaresAlong } from "../../../questions/columns.js";
import { fixedPositions } from "../../../data/positions.js";
import { rowsAt } from "../../../questions/sample.js";
import { type Columns, describeColumns } from "./spreads.js";

/** How many rows show in which directions the data may be flat, at least, and how many per column. */
const FEWEST_ROWS = 1024;
const ROWS_A_COLUMN = 2;

/** A row so many spreads from another is far, and says nothing of where the others lie. */
const FAR = 1e3;

/** A variance within so many times its floor is as good as at the floor. */
const AT_FLOOR = 4;

/** What the columns of the data are like: their spreads, the floors of variances, where they are flat. */
export class ColumnScales {
  readonly floors: Floors;
  readonly #data: Part;
  #columns: Columns | undefined;
  #flatColumns: readonly number[] | undefined;
  #flatCount: number | undefined;
  #flatDirections: readonly (readonly number[])[] | undefined;

  constructor(data: Part, regularization: number) {
    this.#data = data;
    const magnitude = data.rows.largestMagnitude();
    this.floors = new Floors(() => this.#describe(), regularization, magnitude);
  }

  /** Looks at the columns now, where their rows come in pages, so that nobody has to wait later. */
  *lookAhead(): Talk<void> {
    if (paged(this.#data) === undefined) return;
    this.#columns ??= yield* describeColumns(this.#data);
    if (this.dimensions > 1) this.#flatDirections ??= yield* this.#flatAmong(this.#data);
  }

  get dimensions(): number {
    return this.#data.rows.dimensions;
  }

  /** Of each column; 0 where it is constant. */
  get spreads(): readonly number[] {
    return this.#describe().spreads;
  }

  /** The same as near rows have it: what a start measures distances in. */
  get nearSpreads(): readonly number[] {
    return this.#describe().nearSpreads;
  }

  #describe(): Columns {
    this.#columns ??= answered(begin(describeColumns(here(this.#data))));
    return this.#columns;
  }

  /** The columns in which the data as a whole has no spread that could be told from the floors. */
  get flatColumns(): readonly number[] {
    this.#flatColumns ??= this.#findFlatColumns();
    return this.#flatColumns;
  }

  /** In how many directions it has none, in units of the floors' deviations. */
  get flatCount(): number {
    this.#flatCount ??= this.#countFlat();
    return this.#flatCount;
  }

  /** Directions that span where it has none. */
  get flatDirections(): readonly (readonly number[])[] {
    this.#flatDirections ??= this.#findFlatDirections();
    return this.#flatDirections;
  }

  /** The deviations of the floors that directions are measured in. */
  get slantingUnits(): number[] {
    return this.floors.slanting.map(Math.sqrt);
  }

  #findFlatColumns(): number[] {
    const { columns } = this.floors;
    return this.spreads.flatMap((spread, j) =>
      spread * spread <= AT_FLOOR * columns[j] ? [j] : [],
    );
  }

  #countFlat(): number {
    const d = this.dimensions;
    if (d === 1) return this.flatColumns.length;
    if (this.#data.rows.count > d) return this.flatDirections.length;
    // So few rows are all looked at, and nothing more is said of where they are flat.
    const covariance = answered(begin(this.#covarianceOfDifferences(here(this.#data))));
    const root = semidefiniteRoot(covariance, d, d, AT_FLOOR);
    return d - root.length / d;
  }

  #findFlatDirections(): readonly (readonly number[])[] {
    const d = this.dimensions;
    if (d === 1) return this.flatColumns.map(() => [1]);
    return answered(begin(this.#flatAmong(here(this.#data))));
  }

  /** The same in more dimensions than one. */
  *#flatAmong(data: Part): Talk<readonly (readonly number[])[]> {
    const d = this.dimensions;
    const { values, vectors } = eigen(yield* this.#covarianceOfDifferences(data), d);
    const directions: number[][] = [];
    for (let i = 0; i < d; i++) {
      if (values[i] > AT_FLOOR) continue;
      const direction = Array.from(vectors.subarray(i * d, (i + 1) * d));
      if (yield* this.#isFlatAlong(data, direction)) directions.push(direction);
    }
    return directions;
  }

  /** Whether all rows have no spread along it, but for far ones: those looked at may by chance. */
  *#isFlatAlong(data: Part, direction: readonly number[]): Talk<boolean> {
    const units = this.slantingUnits;
    const inUnits = direction.map((value, j) => value / units[j]);
    const far = this.spreads.map((spread) => FAR * spread);
    const { count, squares } = yield* squaresAlong(data, inUnits, far);
    return squares <= 2 * AT_FLOOR * count;
  }

  /**
   * The covariance of rows, from differences of some of them, far ones left out, in units of
   * the floors' deviations. A column that happens to be the same in all of these has a
   * variance of its own nevertheless.
   */
  *#covarianceOfDifferences(data: Part): Talk<Float64Array> {
    const d = this.spreads.length;
    const units = this.slantingUnits;
    const some = Math.max(FEWEST_ROWS, ROWS_A_COLUMN * d);
    const positions = fixedPositions(data.rows.count, some);
    const values = yield* answerTo(rowsAt(data, positions));
    const picked = values.length / d;
    const covariance = new Float64Array(d * d);
    const e = new Float64Array(d);
    const lag = Math.max(picked >> 1, 1);
    let count = 0;
    // Each row with the one half the table on, and with the next: chains that leave no row out.
    for (const step of new Set([lag, 1])) {
      for (let i = 0; i + step < picked; i++) {
        const [x, y] = [i * d, (i + step) * d];
        let far = false;
        for (let j = 0; j < d; j++) {
          const apart = values[x + j] - values[y + j];
          if (Math.abs(apart) > FAR * this.spreads[j]) far = true;
          e[j] = apart / units[j];
        }
        if (far) continue;
        count++;
        for (let p = 0; p < d; p++) {
          if (e[p] === 0) continue;
          for (let q = 0; q <= p; q++) covariance[p * d + q] += (e[p] * e[q]) / 2;
        }
      }
    }
    for (let p = 0; p < d; p++) {
      for (let q = 0; q <= p; q++) {
        const value = count === 0 ? 0 : covariance[p * d + q] / count;
        covariance[p * d + q] = value;
        covariance[q * d + p] = value;
      }
      const own = this.spreads[p] / units[p];
      if (covariance[p * d + p] === 0) covariance[p * d + p] = own * own;
    }
    return covariance;
  }
}
