/** Centroids as assembly/score/filter.ts takes them. */
export interface LoweredCentroids {
  /** o, d values: a point among the centroids. */
  readonly origin: readonly number[];
  /** k × d f32: unit × (m − o), row-major. */
  readonly z: Float32Array;
  /** k values: ½‖z‖². */
  readonly halves: readonly number[];
  /** max ‖z‖, rounded up. */
  readonly reach: number;
}

/** Beyond this reach f32 has nothing to say. */
export const OUT_OF_REACH = 2 ** 40;

/**
 * Brings centroids into f32.
 *
 * @param centroids k × d, row-major
 * @param unit what lengths are multiplied by: a power of two
 */
export function lowerCentroids(
  centroids: readonly number[],
  k: number,
  unit: number,
): LoweredCentroids {
  const d = centroids.length / k;
  const origin = new Array<number>(d).fill(0);
  for (let i = 0; i < centroids.length; i++) origin[i % d] += centroids[i] / k;
  const z = new Float32Array(centroids.length);
  const halves: number[] = [];
  let farthest = 0;
  for (let c = 0; c < k; c++) {
    let norm = 0;
    for (let j = 0; j < d; j++) {
      const i = c * d + j;
      z[i] = (centroids[i] - origin[j]) * unit;
      norm += z[i] * z[i];
    }
    halves.push(norm / 2);
    farthest = Math.max(farthest, norm);
  }
  return { origin, z, halves, reach: Math.sqrt(farthest) * (1 + 2 ** -22) };
}
