/** A number with nothing rounded off: units × 2^exponent. */
export interface ExactNumber {
  readonly units: bigint;
  readonly exponent: number;
}

export const ZERO: ExactNumber = { units: 0n, exponent: 0 };

/**
 * The sum that words stand for, word w in units of 2^exponents[w], descending.
 *
 * @param words i64 each, C = 1.5 × 2^52 units included, of which the bits were added `adds` times
 */
export function sumOfWords(
  words: readonly bigint[],
  exponents: readonly number[],
  adds: bigint,
): ExactNumber {
  return words.reduce<ExactNumber>((sum, word, w) => {
    const exponent = exponents[w];
    const bits = (BigInt(exponent - LAST + 1) << 52n) + (1n << 51n);
    return plus(sum, { units: BigInt.asIntN(64, word - bits * adds), exponent });
  }, ZERO);
}

/** a + b, whatever units they are in: sums merge, whoever made them. */
export function plus(a: ExactNumber, b: ExactNumber): ExactNumber {
  if (a.units === 0n) return b;
  if (b.units === 0n) return a;
  const exponent = Math.min(a.exponent, b.exponent);
  return { units: unitsOf(a, exponent) + unitsOf(b, exponent), exponent };
}

/** A number that float64 holds. */
export function exactly(x: number): ExactNumber {
  if (x === 0) return ZERO;
  const exponent = Math.max(exponentAbove(Math.abs(x)) - 53, LAST);
  // In two steps, for the power alone may be none of float64.
  const half = Math.trunc(exponent / 2);
  return { units: BigInt(x / powerOfTwo(half) / powerOfTwo(exponent - half)), exponent };
}

/** a × 2^by. */
export function shifted({ units, exponent }: ExactNumber, by: number): ExactNumber {
  return { units, exponent: exponent + by };
}

/** a × b. */
export function times(a: ExactNumber, b: ExactNumber): ExactNumber {
  return { units: a.units * b.units, exponent: a.exponent + b.exponent };
}

function unitsOf({ units, exponent }: ExactNumber, smaller: number): bigint {
  return units << BigInt(exponent - smaller);
}

/** The exponent of the smallest f64. */
export const LAST = -1074;

/** The f64 nearest to a / b, of equally near ones the even one; b is positive. */
export function quotient(a: ExactNumber, b: ExactNumber): number {
  const negative = a.units < 0n;
  const size = quotientOf(negative ? -a.units : a.units, b.units, a.exponent - b.exponent);
  // Not −0, where the quotient is too small for an f64.
  return negative ? 0 - size : size;
}

function quotientOf(a: bigint, b: bigint, exponent: number): number {
  // Two or three digits more than an f64 has, and then one that says whether anything is left.
  const last = Math.max(bitsOf(a) - bitsOf(b) + exponent - 55, LAST - 2);
  const over = a << BigInt(Math.max(exponent - last, 0));
  const under = b << BigInt(Math.max(last - exponent, 0));
  const whole = over / under;
  const units = 2n * whole + (whole * under === over ? 0n : 1n);
  // Number rounds to 53 digits: with a 56th they end where those of subnormal numbers do.
  const more = units < 1n << 55n ? 2 ** 55 : 0;
  const rounded = Number(units + BigInt(more)) - more;
  // In two steps, for the power alone may be none of f64.
  const half = Math.trunc(last / 2);
  return rounded * powerOfTwo(half) * powerOfTwo(last - 1 - half);
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
