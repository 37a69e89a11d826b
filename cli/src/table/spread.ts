/** Where the values of a column lie and how far they spread. */
export interface Spread {
  readonly mean: number;
  /** Of the population: divided by n. */
  readonly deviation: number;
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
