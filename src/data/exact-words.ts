/** A number with nothing rounded off: units × 2^exponent. */
export interface ExactNumber {
  readonly units: bigint;
  readonly exponent: number;
}

export const ZERO: ExactNumber = { units: 0n, exponent: 0 };

/**
 * The sum that words stand for, word w in units of 2^exponents[w], descending.
 *
 * @param words i64 each, what constants added included
 * @param constants what one value added to each word beside itself, as i64
 * @param adds how many values were added to each word
 */
export function sumOfWords(
  words: readonly bigint[],
  constants: readonly bigint[],
  adds: readonly bigint[],
  exponents: readonly number[],
): ExactNumber {
  return words.reduce<ExactNumber>((sum, word, w) => {
    const units = BigInt.asIntN(64, word - constants[w] * adds[w]);
    return plus(sum, { units, exponent: exponents[w] });
  }, ZERO);
}

/** a + b, whatever units they are in: sums merge, whoever made them. */
export function plus(a: ExactNumber, b: ExactNumber): ExactNumber {
  if (a.units === 0n) return b;
  if (b.units === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  return { units: unitsOf(a, exponent) + unitsOf(b, exponent), exponent };
}

function unitsOf({ units, exponent }: ExactNumber, smaller: number): bigint {
  return units << BigInt(exponent - smaller);
}

/** The f64 nearest to a, of equally near ones the even one. */
export function toNumber(a: ExactNumber): number {
  return quotient(a, { units: 1n, exponent: 0 });
}

/** The f64 nearest to a / b, of equally near ones the even one; b is positive. */
export function quotient(a: ExactNumber, b: ExactNumber): number {
  const negative = a.units < 0n;
  const size = quotientOf(negative ? -a.units : a.units, b.units, a.exponent - b.exponent);
  // Not −0, where the quotient is too small for an f64.
  return negative ? 0 - size : size;
}

/** Digits of an f64, and the exponent of the smallest. */
const DIGITS = 53;
const LAST = -1074;

function quotientOf(a: bigint, b: bigint, exponent: number): number {
  if (a === 0n) return 0;
  // So many digits that the quotient has one or two more than an f64, where it is not subnormal.
  const shift = Math.min(DIGITS + 1 - bitsOf(a) + bitsOf(b), exponent - LAST + 1);
  const whole = (shift > 0 ? a << BigInt(shift) : a) / (shift < 0 ? b << BigInt(-shift) : b);
  const exact =
    whole * (shift < 0 ? b << BigInt(-shift) : b) === (shift > 0 ? a << BigInt(shift) : a);
  // One digit more that says whether something is left; Number rounds the rest.
  return scaled(whole * 2n + (exact ? 0n : 1n), exponent - shift - 1);
}

/** units × 2^exponent, rounded once. */
function scaled(units: bigint, exponent: number): number {
  const spare = Math.max(bitsOf(units) - DIGITS, LAST - exponent, 0);
  if (spare === 0) return times(Number(units), exponent);
  const kept = units >> BigInt(spare);
  const rest = units - (kept << BigInt(spare));
  const half = 1n << BigInt(spare - 1);
  const up = rest > half || (rest === half && kept % 2n === 1n);
  return times(Number(up ? kept + 1n : kept), exponent + spare);
}

/** A whole number of at most 53 digits × 2^exponent, for a result that needs no rounding. */
function times(units: number, exponent: number): number {
  const halfway = Math.trunc(exponent / 2);
  return units * powerOfTwo(halfway) * powerOfTwo(exponent - halfway);
}

function bitsOf(a: bigint): number {
  return a.toString(2).length;
}

/** 2^exponent, from -1074 to 1023. Not by **, which engines may round. */
export function powerOfTwo(exponent: number): number {
  let power = 1;
  let factor = exponent < 0 ? 0.5 : 2;
  for (let left = Math.abs(exponent); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= factor;
    factor *= factor;
  }
  return power;
}

/** The smallest e with 2^e > x; that of the smallest f64 for 0. */
export function exponentAbove(x: number): number {
  if (x === 0) return LAST;
  let exponent = Math.max(Math.floor(Math.log2(x)), LAST);
  while (exponent < 1024 && powerOfTwo(exponent) <= x) exponent++;
  while (exponent > LAST && powerOfTwo(exponent - 1) > x) exponent--;
  return exponent;
}
