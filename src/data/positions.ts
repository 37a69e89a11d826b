/** The golden ratio less 1, whose multiples keep away from round fractions. */
export const GOLDEN = 0.6180339887498949;

export function fraction(value: number): number {
  return value - Math.floor(value);
}

/**
 * So many of n rows, spread over them; all where there are no more. One from each of as many equal
 * stretches, at a place that changes by the golden ratio: even steps would meet one group of rows
 * alone where groups take turns.
 */
export function fixedPositions(n: number, most: number): Int32Array {
  const count = Math.min(n, most);
  const positions = new Int32Array(count);
  for (let i = 0; i < count; i++) positions[i] = Math.floor((placeIn(i) * n) / count);
  return positions;
}

/** A place in the i-th stretch, from i to i + 1. */
export function placeIn(i: number): number {
  return i + fraction((i + 0.5) * GOLDEN);
}
