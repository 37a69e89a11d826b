/** Two numbers that other labels are unlikely to have as well. Those of parts add up to those of all, modulo 2^32. */
export type LabelHash = readonly [number, number];

/**
 * The hash of some labels.
 *
 * @param row the number of the first among all rows
 */
export function hashOfLabels(
  labels: Int32Array,
  row: number,
  first = 0,
  count = labels.length,
): LabelHash {
  let a = 0;
  let b = 0;
  for (let i = first; i < first + count; i++) {
    const mixed = Math.imul(labels[i] + 1, (row + i) * 2 + 0x9e3779b9) ^ (row + i);
    a = (a + Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)) | 0;
    b = (b + Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)) | 0;
  }
  return [a, b];
}

export function addedHashes([a, b]: LabelHash, [c, d]: LabelHash): LabelHash {
  return [(a + c) | 0, (b + d) | 0];
}
