/**
 * How wide a column is, in plain TypeScript: the median of the non-zero distances of each row from
 * three others, over that of a normal distribution of deviation 1.
 * For tables of at most 512 rows without weights, of which all are looked at.
 */
export function spread(values: readonly number[]): number {
  const n = values.length;
  const turns = [(Math.sqrt(5) - 1) / 2, Math.sqrt(2) - 1, Math.sqrt(3) - 1];
  const differences = turns
    .flatMap((turn) =>
      values.map((value, i) => Math.abs(value - values[Math.floor((((i + 0.5) * turn) % 1) * n)])),
    )
    .filter((difference) => difference > 0)
    .sort((a, b) => a - b);
  if (differences.length > 0) return differences[(differences.length - 1) >> 1] / 0.954;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
}
