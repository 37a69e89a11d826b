/** 2^27 + 1: what parts an f64 into two halves of at most 26 bits (Veltkamp 1968). */
const SPLITTER: f64 = 134217729;

/** The upper half of each lane. */
function halves(a: v128): v128 {
  const t = f64x2.mul(f64x2.splat(SPLITTER), a);
  return f64x2.sub(t, f64x2.sub(t, a));
}

/** What rounding took from each product: a × b − `product`, exactly, unless it is subnormal (Dekker 1971). */
export function productError(a: v128, b: v128, product: v128): v128 {
  const ah = halves(a);
  const al = f64x2.sub(a, ah);
  const bh = halves(b);
  const bl = f64x2.sub(b, bh);
  const rest = f64x2.sub(
    f64x2.sub(f64x2.sub(product, f64x2.mul(ah, bh)), f64x2.mul(al, bh)),
    f64x2.mul(ah, bl),
  );
  return f64x2.sub(f64x2.mul(al, bl), rest);
}

/** What rounding took from each square: `a` is halved once, which is a third less than twice. */
export function squareError(a: v128, square: v128): v128 {
  const h = halves(a);
  const l = f64x2.sub(a, h);
  const twice = f64x2.mul(f64x2.add(h, h), l);
  return f64x2.add(f64x2.mul(l, l), f64x2.add(f64x2.sub(f64x2.mul(h, h), square), twice));
}

/** What rounding took from each sum: a + b − `sum`, exactly (Knuth). */
export function sumError(a: v128, b: v128, sum: v128): v128 {
  const c = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, c)), f64x2.sub(b, c));
}
