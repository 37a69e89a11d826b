import { eigen } from "../eigen.js";
import type { WeightedRows } from "../wasm/rows.js";
import { Floors } from "./floors.js";
import { type Columns, describeColumns, fixedPositions } from "./spreads.js";

/** How many differences of rows show in which directions the data is flat, and how many per column. */
const FEWEST_DIFFERENCES = 64;
const DIFFERENCES_A_COLUMN = 4;

/** A row so many spreads from another is far, and says nothing of where the others lie. */
const FAR = 1e3;

/** A variance within so many times its floor is as good as at the floor. */
const AT_FLOOR = 4;

/** What the columns of the data are like: their spreads, the floors of variances, where they are flat. */
export class ColumnScales {
  readonly floors: Floors;
  readonly #data: WeightedRows;
  #columns: Columns | undefined;
  #flatColumns: readonly number[] | undefined;
  #flatDirections: readonly (readonly number[])[] | undefined;

  constructor(data: WeightedRows, regularization: number) {
    this.#data = data;
    const magnitude = data.rows.largestMagnitude();
    this.floors = new Floors(() => this.#describe(), regularization, magnitude);
  }

  get dimensions(): number {
    return this.#data.rows.dimensions;
  }

  /** Of each column; 0 where it is constant. */
  get spreads(): readonly number[] {
    return this.#describe().spreads;
  }

  #describe(): Columns {
    this.#columns ??= describeColumns(this.#data);
    return this.#columns;
  }

  /** The columns in which the data as a whole has no spread that could be told from the floors. */
  get flatColumns(): readonly number[] {
    this.#flatColumns ??= this.#findFlatColumns();
    return this.#flatColumns;
  }

  /** Directions that span where it has none across columns, in units of the floors' deviations. */
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

  #findFlatDirections(): readonly (readonly number[])[] {
    const d = this.dimensions;
    if (d === 1) return this.flatColumns.map(() => [1]);
    const { values, vectors } = eigen(this.#covarianceOfDifferences(), d);
    const flat = Array.from(values.keys()).filter((i) => values[i] <= AT_FLOOR);
    return flat.map((i) => Array.from(vectors.subarray(i * d, (i + 1) * d)));
  }

  /**
   * The covariance of rows, from differences of some of them, far ones left out, in units of
   * the floors' deviations. A column that happens to be the same in all of these has a
   * variance of its own nevertheless.
   */
  #covarianceOfDifferences(): Float64Array {
    const { rows } = this.#data;
    const d = this.spreads.length;
    const units = this.slantingUnits;
    const some = Math.max(FEWEST_DIFFERENCES, DIFFERENCES_A_COLUMN * d);
    const positions = fixedPositions(rows.count, some);
    const covariance = new Float64Array(d * d);
    const lag = Math.max(positions.length >> 1, 1);
    let count = 0;
    // Each row with the one half the table on, and with the next: chains that leave no row out.
    for (const step of new Set([lag, 1])) {
      for (let i = 0; i + step < positions.length; i++) {
        const x = rows.row(positions[i]);
        const y = rows.row(positions[i + step]);
        const far = x.some((value, j) => Math.abs(value - y[j]) > FAR * this.spreads[j]);
        if (far) continue;
        count++;
        const e = x.map((value, j) => (value - y[j]) / units[j]);
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
