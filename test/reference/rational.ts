/**
 * Fractions of big integers: what sums, means and inertias are, with nothing rounded. As plain as
 * can be, for the compiled core is checked against them.
 */
export interface Rational {
  readonly over: bigint;
  /** Positive. */
  readonly under: bigint;
}

export const NOTHING: Rational = { over: 0n, under: 1n };

/** The smallest f64, 2^-1074, of which every other is a multiple. */
const SMALLEST = 1n << 1074n;

/** An f64 as it is. */
export function rational(x: number): Rational {
  const bits = new BigInt64Array(Float64Array.of(x).buffer)[0];
  const exponent = (bits >> 52n) & 0x7ffn;
  const digits = bits & ((1n << 52n) - 1n);
  const multiple = exponent === 0n ? digits : (digits | (1n << 52n)) << (exponent - 1n);
  return { over: bits < 0n ? -multiple : multiple, under: SMALLEST };
}

export function plus(a: Rational, b: Rational): Rational {
  if (a.under === b.under) return { over: a.over + b.over, under: a.under };
  return { over: a.over * b.under + b.over * a.under, under: a.under * b.under };
}

export function minus(a: Rational, b: Rational): Rational {
  return plus(a, { over: -b.over, under: b.under });
}

export function times(a: Rational, b: Rational): Rational {
  return { over: a.over * b.over, under: a.under * b.under };
}

export function divided(a: Rational, b: Rational): Rational {
  const sign = b.over < 0n ? -1n : 1n;
  return { over: sign * a.over * b.under, under: sign * a.under * b.over };
}

/** The nearest f64, of two equally near the even one. */
export function nearestTo({ over, under }: Rational): number {
  if (over < 0n) return 0 - nearestTo({ over: -over, under });
  // In units of half the smallest f64 every f64 has a digit to spare.
  const units = (over * 2n * SMALLEST) / under;
  const inexact = units * under !== over * 2n * SMALLEST;
  const digits = units.toString(2).length;
  const spare = BigInt(Math.max(digits - 53, 1));
  const kept = units >> spare;
  const rest = units - (kept << spare);
  const half = 1n << (spare - 1n);
  const up = rest > half || (rest === half && (inexact || kept % 2n === 1n));
  // A factor of 2^-1075 at once would be 0.
  const power = Number(spare) - 1075;
  const near = Math.max(power, -1000);
  return Number(up ? kept + 1n : kept) * 2 ** near * 2 ** (power - near);
}
