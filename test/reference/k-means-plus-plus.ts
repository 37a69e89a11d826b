import { type Point, squaredDistance } from "./k-means.js";
import { rational } from "./rational.js";

/** How many rows are drawn at each step, of which the best becomes a centroid. */
export const CANDIDATES = 8;

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007) as docs/decisions/0017 has it, in big integers.
 *
 * @param uniform gives multiples of 2^-53 in [0, 1), in the order in which rows are drawn
 * @returns which rows become centroids
 */
export function kMeansPlusPlus(
  points: readonly Point[],
  k: number,
  uniform: () => number,
  weights: readonly number[] = points.map(() => 1),
): number[] {
  const alike = Masses.of(weights);
  const chosen = [alike.draw(uniform())];
  let closest = points.map((x) => squaredDistance(x, points[chosen[0]]));
  let masses: Masses | undefined;
  const values = () => closest.map((distance, i) => weights[i] * distance);
  while (chosen.length < k) {
    masses = masses?.fittedTo(values()) ?? Masses.of(values());
    if (masses.potential === 0n) {
      chosen.push(alike.draw(uniform()));
      continue;
    }
    const candidates: number[] = [];
    for (let c = 0; c < CANDIDATES; c++) candidates.push(masses.draw(uniform()));
    const after = candidates.map((candidate) =>
      points.map((x, i) => Math.min(closest[i], squaredDistance(x, points[candidate]))),
    );
    const { grid } = masses;
    const left = after.map((distances) =>
      sum(distances.map((distance, i) => massOf(weights[i] * distance, grid))),
    );
    const best = left.findIndex((potential) => left.every((other) => potential <= other));
    chosen.push(candidates[best]);
    closest = after[best];
  }
  return chosen;
}

/** k rows drawn in proportion to their weights, without replacement. */
export function sample(k: number, uniform: () => number, weights: readonly number[]): number[] {
  const left = [...weights];
  let masses = Masses.of(left);
  const chosen: number[] = [];
  while (chosen.length < k) {
    const row = masses.draw(uniform());
    chosen.push(row);
    left[row] = 0;
    masses = masses.fittedTo(left);
  }
  return chosen;
}

/** Numbers of at least 0 as integers, on a grid of a power of two. */
export class Masses {
  /** Value × 2^grid, rounded to even, is its mass. */
  readonly grid: number;
  readonly masses: readonly bigint[];
  readonly potential: bigint;
  /** Binary digits of the potential when the grid was chosen. */
  readonly #digitsThen: number;

  private constructor(values: readonly number[], grid: number, digitsThen?: number) {
    this.grid = grid;
    this.masses = values.map((value) => massOf(value, grid));
    this.potential = sum(this.masses);
    this.#digitsThen = digitsThen ?? digitsOf(this.potential);
  }

  /** On a grid of their own. */
  static of(values: readonly number[]): Masses {
    const largest = Math.max(...values);
    if (largest === 0) return new Masses(values, 0);
    const rows = BigInt(values.length);
    const digits = Math.min(51, 62 - digitsOf(rows - 1n));
    // The grid on which the largest value lies in [2^(digits − 1), 2^digits).
    const { over } = rational(largest);
    const grid = digits - (digitsOf(over) - 1074);
    const { potential } = new Masses(values, grid);
    const more = Math.max(0, Math.min(51 - digits, 61 - digitsOf(potential)));
    return new Masses(values, grid + more);
  }

  /** Other values on this grid, or on one of their own where the potential would have 8 digits fewer. */
  fittedTo(values: readonly number[]): Masses {
    const same = new Masses(values, this.grid, this.#digitsThen);
    return digitsOf(same.potential) > this.#digitsThen - 8 ? same : Masses.of(values);
  }

  /** The first row at which the running sum of masses exceeds the share u of the potential. */
  draw(u: number): number {
    let target = (BigInt(u * 2 ** 53) * this.potential) >> 53n;
    return this.masses.findIndex((mass) => (target -= mass) < 0n);
  }
}

/** Value × 2^grid, rounded to the nearest integer, of two equally near ones to the even one. */
function massOf(value: number, grid: number): bigint {
  const { over, under } = rational(value);
  const up = over << BigInt(Math.max(grid, 0));
  const down = under << BigInt(Math.max(-grid, 0));
  const whole = up / down;
  const rest = 2n * (up - whole * down);
  return rest > down || (rest === down && whole % 2n === 1n) ? whole + 1n : whole;
}

function digitsOf(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => a + b, 0n);
}
