import type { Moment } from "./moment.js";

/** Eight digits for all parameters and objectives of a run: equal where all bits are. */
export function fingerprintOf(moments: readonly Moment[]): string {
  const numbers = moments.flatMap(({ centroids, sizes, objective }) => [
    ...centroids.flat(),
    ...sizes,
    objective,
  ]);
  // FNV-1a over the bytes of the numbers.
  let hash = 0x811c9dc5;
  for (const byte of new Uint8Array(Float64Array.from(numbers).buffer))
    hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
