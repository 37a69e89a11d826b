import { GaussianMixture } from "mixtura";

/** Rows taken at random from those that come some at a time. */
export class RowSample {
  private readonly line = GaussianMixture.from({ weights: [1], means: [0], covariances: [1] });
  private taken: { readonly key: number; readonly values: readonly number[] }[] = [];
  /** Rows of greater keys have no chance any more. */
  private last = Infinity;
  private chunks = 0;

  /**
   * @param size how many rows it has at most
   * @param d how many columns there are
   */
  constructor(
    private readonly size: number,
    private readonly d: number,
    private readonly seed: number,
  ) {}

  /** @param values row-major */
  add(values: Float64Array | Float32Array): void {
    const { d, size } = this;
    // The rows of the least keys, each of which is a number by chance.
    const seed = (this.seed + this.chunks++) % Number.MAX_SAFE_INTEGER;
    const keys = this.line.sample(values.length / d, { seed }).points;
    keys.forEach((key, i) => {
      if (key > this.last) return;
      this.taken.push({ key, values: Array.from(values.subarray(i * d, (i + 1) * d)) });
    });
    if (this.taken.length <= size) return;
    this.taken = this.taken.sort((a, b) => a.key - b.key).slice(0, size);
    this.last = this.taken[size - 1].key;
  }

  /** Row-major, in an order of chance. */
  get rows(): Float64Array {
    return Float64Array.from(this.taken.sort((a, b) => a.key - b.key).flatMap((row) => row.values));
  }
}
