/** The largest power of two that a positive number holds. Not by Math.log2, whose last digits differ between engines. */
export function powerOfTwoWithin(x: number): number {
  let power = 1;
  while (power * 2 <= x) power *= 2;
  while (power > x) power /= 2;
  return power;
}
