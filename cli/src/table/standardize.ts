/** Where the values of a column lie and how far they spread. */
export interface Spread {
  readonly mean: number;
  /** Of the population: divided by n. */
  readonly deviation: number;
}

/** `(value - mean) / scale`, column by column. */
export interface Standardization {
  readonly means: readonly number[];
  readonly scales: readonly number[];
}

export function spreadOf(data: Float64Array, column: number, columns: number): Spread {
  // A running mean and scaled squares: neither overflows where the result does not.
  let mean = 0;
  let count = 0;
  for (let i = column; i < data.length; i += columns) mean += (data[i] - mean) / ++count;
  let farthest = 0;
  let rounding = 0;
  for (let i = column; i < data.length; i += columns) {
    farthest = Math.max(farthest, Math.abs(data[i] - mean));
    rounding += data[i] - mean;
  }
  if (farthest === 0) return { mean, deviation: 0 };
  mean += rounding / count;
  let squares = 0;
  for (let i = column; i < data.length; i += columns) squares += ((data[i] - mean) / farthest) ** 2;
  return { mean, deviation: farthest * Math.sqrt(squares / count) };
}

/** A constant column has no deviation to divide by: it is only centred. */
export function standardizationFor(spreads: readonly Spread[]): Standardization {
  return {
    means: spreads.map(({ mean }) => mean),
    scales: spreads.map(({ deviation }) => (deviation === 0 ? 1 : deviation)),
  };
}

export function standardized(data: Float64Array, { means, scales }: Standardization): Float64Array {
  const columns = means.length;
  return data.map((value, i) => (value - means[i % columns]) / scales[i % columns]);
}

/** Points that lie where the data was fitted, brought back to where it came from. */
export function inOriginalUnits(
  points: readonly (readonly number[])[],
  standardization: Standardization | null,
): number[][] {
  if (standardization === null) return points.map((point) => [...point]);
  const { means, scales } = standardization;
  return points.map((point) => point.map((value, j) => value * scales[j] + means[j]));
}
