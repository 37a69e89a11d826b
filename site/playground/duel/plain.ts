/** Hard k-means as one writes it in plain JavaScript: flat arrays, nothing more to it. */
export function plainKMeans(
  rows: readonly (readonly number[])[],
  start: readonly (readonly number[])[],
  maxIterations: number,
): { centroids: number[][]; iterations: number } {
  const [n, d, k] = [rows.length, start[0].length, start.length];
  const points = new Float64Array(n * d);
  rows.forEach((row, i) => points.set(row, i * d));
  const centroids = Float64Array.from(start.flat());
  const labels = new Int32Array(n).fill(-1);
  const sums = new Float64Array(k * d);
  const sizes = new Int32Array(k);
  let iterations = 0;
  for (; iterations < maxIterations; iterations++) {
    let changed = false;
    sums.fill(0);
    sizes.fill(0);
    for (let i = 0; i < n; i++) {
      let [best, least] = [0, Infinity];
      for (let c = 0; c < k; c++) {
        let square = 0;
        for (let j = 0; j < d; j++) square += (points[i * d + j] - centroids[c * d + j]) ** 2;
        if (square < least) [best, least] = [c, square];
      }
      if (labels[i] !== best) {
        labels[i] = best;
        changed = true;
      }
      sizes[best] += 1;
      for (let j = 0; j < d; j++) sums[best * d + j] += points[i * d + j];
    }
    if (!changed) break;
    for (let c = 0; c < k; c++)
      if (sizes[c] > 0)
        for (let j = 0; j < d; j++) centroids[c * d + j] = sums[c * d + j] / sizes[c];
  }
  const result = Array.from({ length: k }, (_, c) =>
    Array.from(centroids.subarray(c * d, (c + 1) * d)),
  );
  return { centroids: result, iterations };
}
