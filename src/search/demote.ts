/** Centroids as assembly/score/filter.ts takes them. */
export interface DemotedCentroids {
  /** o, d values: a point among the centroids. */
  readonly origin: readonly number[];
  /** k × d f32: unit × (m − o), row-major. */
  readonly z: Float32Array;
  /** k values: ½‖z‖². */
  readonly halfNorms: readonly number[];
  /** max ‖z‖, rounded up. */
  readonly reach: number;
}

/** Beyond this reach scores in f32 may overflow, and decide nothing. */
export const OUT_OF_REACH = 2 ** 40;

/**
 * Demotes centroids to f32.
 *
 * @param centroids k × d, row-major
 * @param unit what lengths are multiplied by: a power of two
 */
export function demoteCentroids(
  centroids: readonly number[],
  k: number,
  unit: number,
): DemotedCentroids {
  const d = centroids.length / k;
  const origin = new Array<number>(d).fill(0);
  for (let i = 0; i < centroids.length; i++) origin[i % d] += centroids[i] / k;
  const z = new Float32Array(centroids.length);
  const halfNorms: number[] = [];
  let farthest = 0;
  for (let c = 0; c < k; c++) {
    let norm = 0;
    for (let j = 0; j < d; j++) {
      const i = c * d + j;
      z[i] = (centroids[i] - origin[j]) * unit;
      norm += z[i] * z[i];
    }
    halfNorms.push(norm / 2);
    farthest = Math.max(farthest, norm);
  }
  return { origin, z, halfNorms, reach: Math.sqrt(farthest) * (1 + 2 ** -22) };
}
