const BITS = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** The exponent of a float64 in its upper half; its sign and its digits are the rest. */
const EXPONENT = 0x7ff00000;

/**
 * The largest power of two that a positive number holds; what is 0 or not finite stays. Not by Math.log2,
 * whose last digits differ between engines.
 */
export function powerOfTwoWithin(x: number): number {
  BITS.setFloat64(0, x);
  const exponent = BITS.getUint32(0) & EXPONENT;
  if (exponent === EXPONENT || x === 0) return x;
  // Below 2^-1022 the leading digit is among the others.
  if (exponent === 0) return powerOfTwoWithin(x * 2 ** 100) * 2 ** -100;
  BITS.setUint32(0, exponent);
  BITS.setUint32(4, 0);
  return BITS.getFloat64(0);
}
