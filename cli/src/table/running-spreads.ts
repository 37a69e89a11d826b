import type { Spread } from "./spread.js";

/** Where the values of each column lie and how far they go, of rows that come some at a time. */
export class RunningSpreads {
  private count = 0;
  private readonly means: Float64Array;
  /** Of the differences from the mean. */
  private readonly squares: Float64Array;
  /** The largest magnitude of each column, and the row that has it. */
  private readonly most: Float64Array;
  private readonly mostAt: Float64Array;
  /** The first value of each column, and whether there are others. */
  private first: Float64Array | undefined;
  private readonly varies: Uint8Array;

  /** @param d how many columns there are */
  constructor(private readonly d: number) {
    this.means = new Float64Array(d);
    this.squares = new Float64Array(d);
    this.most = new Float64Array(d);
    this.mostAt = new Float64Array(d);
    this.varies = new Uint8Array(d);
  }

  /** @param values row-major */
  add(values: Float64Array | Float32Array): void {
    const { d, means, squares, most, mostAt, varies, count: before } = this;
    const rows = values.length / d;
    if (rows === 0) return;
    const first = (this.first ??= Float64Array.from(values.subarray(0, d)));
    const own = new Float64Array(d);
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < d; j++, at++) {
        const value = values[at];
        own[j] += value / rows;
        if (value !== first[j]) varies[j] = 1;
        const magnitude = Math.abs(value);
        if (magnitude <= most[j]) continue;
        most[j] = magnitude;
        mostAt[j] = before + i;
      }
    }
    const ownSquares = new Float64Array(d);
    for (let at = 0; at < values.length;) {
      for (let j = 0; j < d; j++, at++) ownSquares[j] += (values[at] - own[j]) ** 2;
    }
    this.count += rows;
    for (let j = 0; j < d; j++) {
      const apart = own[j] - means[j];
      means[j] += apart * (rows / this.count);
      squares[j] += ownSquares[j] + apart ** 2 * (before * (rows / this.count));
    }
  }

  get spreads(): Spread[] {
    return Array.from(this.means, (mean, j) => ({
      mean,
      // Rounding gives a mean that is a hair off where there is one value alone.
      deviation: this.varies[j] === 0 ? 0 : Math.sqrt(this.squares[j] / this.count),
    }));
  }

  /** The largest magnitude of a column, and which of the rows has it. */
  largest(column: number): { readonly value: number; readonly row: number } {
    return { value: this.most[column], row: this.mostAt[column] };
  }
}
