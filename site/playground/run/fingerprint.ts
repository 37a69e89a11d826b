import { GaussianMixture } from "mixtura";
import type { Moment } from "./moment.js";

/** Eight digits for all parameters and objectives of a run: where they differ, so do its bits. */
export function fingerprintOf(moments: readonly Moment[]): string {
  const numbers = moments.flatMap(({ model, centroids, sizes, objective }) => [
    ...centroids.flat(),
    ...sizes,
    ...(model instanceof GaussianMixture ? shapesOf(model) : []),
    objective,
  ]);
  // FNV-1a over the bytes of the numbers.
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(Float64Array.from(numbers).buffer))
    hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

const shapesOf = ({ weights, covariances }: GaussianMixture): number[] => [
  ...weights,
  ...([covariances] as readonly unknown[]).flat(3).map(Number),
];
