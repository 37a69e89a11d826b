import { powerOfTwoWithin } from "../../../linear-algebra/power-of-two.js";
import type { Columns } from "./spreads.js";

/** A floor higher than this would leave no room for what is above it. */
const HUGE = 1e300;

/** A variance of this or less cannot be divided by. */
export const TINY = 1e-307;

/** What of a mean, but for its fraction, is rounding: a variance below the square of that says nothing. */
const RESOLUTION = 2 ** -49;

/**
 * What of a squared spread the thinnest direction of a matrix may come to: a matrix is rounded
 * relative to its widest direction.
 */
const SLANTING = 2 ** -38;

/**
 * A variance of so many squared spreads is that of far points, beside which the spread's own
 * share would be lost in rounding.
 */
const FAR = 2 ** 10;

/** The steps in which a floor follows the variances of far points: in between it stays, so that EM is monotone. */
const STEP = 2 ** 8;

/** Means of so many typical magnitudes have one floor, so that it stays where they move. */
const NEAR = 8;

/**
 * What variances may not fall below, for all components alike: no component is narrower than
 * √regularization × the spread of a column, nor than what rounding leaves of its values. Each
 * column has a floor of its own, so that no unit and no far point raises that of another
 * (decision 0006).
 *
 * Columns are looked at when a variance first comes near their floors: a healthy fit of columns of
 * like units never does.
 */
export class Floors {
  /** No floor of a variance along a column is higher. */
  readonly mostOfColumns: number;
  /** No floor of a matrix is higher. */
  readonly mostSlanting: number;
  readonly #describe: () => Columns;
  readonly #regularization: number;
  #found: Found | undefined;

  /** @param magnitude the largest |x| */
  constructor(describe: () => Columns, regularization: number, magnitude: number) {
    this.#describe = describe;
    this.#regularization = regularization;
    // No spread is more than 2.1 times, and no variance more than 4 times its square.
    const square = 5 * magnitude * magnitude;
    const resolution = RESOLUTION * NEAR * magnitude;
    const least = resolution * resolution + TINY;
    this.mostOfColumns = regularization * square + least;
    this.mostSlanting = Math.max(regularization, SLANTING * STEP * 4) * square + least;
  }

  /** Whether the columns have been looked at. */
  get known(): boolean {
    return this.#found !== undefined;
  }

  /** For variances along the columns, d numbers. */
  get columns(): readonly number[] {
    return this.#find().columns;
  }

  /** For matrices, whose directions may lie across the columns. */
  get slanting(): readonly number[] {
    return this.#find().slanting;
  }

  /** The squared spreads. */
  get squares(): readonly number[] {
    return this.#find().squares;
  }

  #find(): Found {
    this.#found ??= floorsOf(this.#describe(), this.#regularization);
    return this.#found;
  }
}

interface Found {
  readonly columns: readonly number[];
  readonly slanting: readonly number[];
  readonly squares: readonly number[];
}

function floorsOf({ spreads, magnitudes }: Columns, regularization: number): Found {
  const squares = spreads.map((spread) => Math.max(spread * spread, TINY));
  const share = (least: number) =>
    squares.map((square, j) => {
      const floor = Math.max(Math.min(Math.max(regularization, least) * square, HUGE), TINY);
      return floorAt(floor, NEAR * magnitudes[j]);
    });
  const columns = share(0);
  // In one dimension no direction lies across.
  return { columns, slanting: spreads.length === 1 ? columns : share(SLANTING), squares };
}

/**
 * The floor of a variance about `mean`: means are rounded relative to their distance from 0, in
 * powers of two, so that the floor stays where the mean moves little and EM is monotone.
 */
export function floorAt(floor: number, mean: number): number {
  const most = RESOLUTION * mean;
  if (most * most <= floor) return floor;
  const resolution = RESOLUTION * powerOfTwoWithin(Math.abs(mean));
  return Math.max(floor, resolution * resolution);
}

/** The floors of one component's variances along the columns. */
export function columnFloors(floors: Floors, mean: readonly number[]): number[] {
  return floors.columns.map((floor, j) => floorAt(floor, mean[j]));
}

/**
 * The floors of one component's matrix.
 *
 * @param matrix d × d, row-major
 */
export function matrixFloors(
  floors: Floors,
  mean: readonly number[],
  matrix: readonly number[],
): number[] {
  const d = mean.length;
  return floors.slanting.map((floor, j) => {
    const least = floorAt(floor, mean[j]);
    return d === 1
      ? least
      : Math.max(least, SLANTING * reach(floors.squares[j], matrix[j * d + j]));
  });
}

/** The squared spread, or where a variance is that of far points, as many steps above it. */
function reach(square: number, variance: number): number {
  let reached = square;
  if (variance > FAR * square) while (reached < variance) reached *= STEP;
  return reached;
}
