/**
 * e^x, two lanes at a time, and shares made of it.
 *
 * With a table of 2^(i/64) (Tang 1989): x = n ln 2 / 64 + f, |f| ≤ ln 2 / 128, and e^x = T + T p with
 * p = f + f² q(f) and T = 2^(n/64). q is of degree 3, interpolated at Chebyshev nodes: off by 4.4e-18 in
 * exact arithmetic, the whole by at most 2.34e-16 (relative) as computed: half a unit in the last place of T, half a
 * unit of the last addition, and 1e-17. e^0 is 1.
 *
 * Below −708, where results would be subnormal, they are 0: a share that small is one of nothing,
 * and to round it took more time than all else where components lie far apart.
 */

/** How far below 0 every result is 0; down to it every one is a normal number. */
export const NOTHING: f64 = 708;
const LOG2_E_64: f64 = 92.33248261689366;
/** ln 2 / 64 in two parts, the first with 37 bits: its product with n is exact. */
const LN2_HIGH: f64 = 0.010830424696223417;
const LN2_LOW: f64 = 2.572804622327669e-14;
/** Adding 1.5 × 2^52 rounds to an integer and leaves it in the low bits. */
const ROUNDER: f64 = 6755399441055744;

/** The coefficients of q, from the highest down, each twice. */
const Q: usize = memory.data<f64>([
  0.008333339151693509, 0.008333339151693509, 0.041666707395192036, 0.041666707395192036,
  0.16666666666664534, 0.16666666666664534, 0.49999999999985073, 0.49999999999985073,
]);

/**
 * The bits of 2^(i/64) less i × 2^46, so that adding n × 2^46 gives those of 2^(n/64), n = 64 e + i,
 * whatever its exponent e. 16 entries, with a q of degree 4, are 0.4 KB less gzipped; whole fits at
 * d = 2 took 1.05 times as long.
 */
const POWERS: usize = memory.data<i64>([
  0x3ff0000000000000, 0x3fefec9a3e778061, 0x3fefd9b0d3158574, 0x3fefc74518759bc8,
  0x3fefb5586cf9890f, 0x3fefa3ec32d3d1a2, 0x3fef9301d0125b51, 0x3fef829aaea92de0,
  0x3fef72b83c7d517b, 0x3fef635beb6fcb75, 0x3fef54873168b9aa, 0x3fef463b88628cd6,
  0x3fef387a6e756238, 0x3fef2b4565e27cdd, 0x3fef1e9df51fdee1, 0x3fef1285a6e4030b,
  0x3fef06fe0a31b715, 0x3feefc08b26416ff, 0x3feef1a7373aa9cb, 0x3feee7db34e59ff7,
  0x3feedea64c123422, 0x3feed60a21f72e2a, 0x3feece086061892d, 0x3feec6a2b5c13cd0,
  0x3feebfdad5362a27, 0x3feeb9b2769d2ca7, 0x3feeb42b569d4f82, 0x3feeaf4736b527da,
  0x3feeab07dd485429, 0x3feea76f15ad2148, 0x3feea47eb03a5585, 0x3feea23882552225,
  0x3feea09e667f3bcd, 0x3fee9fb23c651a2f, 0x3fee9f75e8ec5f74, 0x3fee9feb564267c9,
  0x3feea11473eb0187, 0x3feea2f336cf4e62, 0x3feea589994cce13, 0x3feea8d99b4492ed,
  0x3feeace5422aa0db, 0x3feeb1ae99157736, 0x3feeb737b0cdc5e5, 0x3feebd829fde4e50,
  0x3feec49182a3f090, 0x3feecc667b5de565, 0x3feed503b23e255d, 0x3feede6b5579fdbf,
  0x3feee89f995ad3ad, 0x3feef3a2b84f15fb, 0x3feeff76f2fb5e47, 0x3fef0c1e904bc1d2,
  0x3fef199bdd85529c, 0x3fef27f12e57d14b, 0x3fef3720dcef9069, 0x3fef472d4a07897c,
  0x3fef5818dcfba487, 0x3fef69e603db3285, 0x3fef7c97337b9b5f, 0x3fef902ee78b3ff6,
  0x3fefa4afa2a490da, 0x3fefba1bee615a27, 0x3fefd0765b6e4540, 0x3fefe7c1819e90d8,
]);

/** 2^(n/64) for the integer n left in the low bits of each lane of `rounded`. */
function power(rounded: v128): v128 {
  const first = ((<usize>i64x2.extract_lane(rounded, 0)) & 63) << 3;
  const second = ((<usize>i64x2.extract_lane(rounded, 1)) & 63) << 3;
  const bits = v128.load64_lane(POWERS + second, v128.load64_zero(POWERS + first), 1);
  return i64x2.add(bits, i64x2.shl(rounded, 46));
}

/**
 * Turns a tile's scores into shares: every column becomes e^(stiffness × (score − largest)),
 * so that the largest is 1 and nothing overflows, and `sums` their sum. A point's
 * responsibilities are its shares over its sum, and its log-sum-exp is
 * stiffness × largest + ln sum.
 *
 * Four vectors in flight hide the latency of the polynomial. That the exponential stands in the loop, and
 * has no function of its own, takes 1.1 off the time of an E-step at d = 2, k = 4.
 *
 * @param scores in and out, k columns, finite or −Infinity, `stride` bytes apart
 * @param largest in, 1 column
 * @param sums out, 1 column
 */
export function shareTile(
  scores: usize,
  k: i32,
  stride: usize,
  stiffness: f64,
  largest: usize,
  sums: usize,
): void {
  const scale = f64x2.splat(LOG2_E_64);
  const rounder = f64x2.splat(ROUNDER);
  const high = f64x2.splat(LN2_HIGH);
  const low = f64x2.splat(LN2_LOW);
  const lowest = f64x2.splat(-NOTHING);
  const most0 = v128.load(largest);
  const most1 = v128.load(largest, 16);
  const most2 = v128.load(largest, 32);
  const most3 = v128.load(largest, 48);
  const end = scores + <usize>k * stride;
  const factor = f64x2.splat(stiffness);
  let sum0 = f64x2.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  for (let column = scores; column < end; column += stride) {
    const x0 = f64x2.mul(factor, f64x2.sub(v128.load(column), most0));
    const x1 = f64x2.mul(factor, f64x2.sub(v128.load(column, 16), most1));
    const x2 = f64x2.mul(factor, f64x2.sub(v128.load(column, 32), most2));
    const x3 = f64x2.mul(factor, f64x2.sub(v128.load(column, 48), most3));
    const n0 = f64x2.add(f64x2.mul(x0, scale), rounder);
    const n1 = f64x2.add(f64x2.mul(x1, scale), rounder);
    const n2 = f64x2.add(f64x2.mul(x2, scale), rounder);
    const n3 = f64x2.add(f64x2.mul(x3, scale), rounder);

    let n = f64x2.sub(n0, rounder);
    const f0 = f64x2.sub(f64x2.sub(x0, f64x2.mul(n, high)), f64x2.mul(n, low));
    n = f64x2.sub(n1, rounder);
    const f1 = f64x2.sub(f64x2.sub(x1, f64x2.mul(n, high)), f64x2.mul(n, low));
    n = f64x2.sub(n2, rounder);
    const f2 = f64x2.sub(f64x2.sub(x2, f64x2.mul(n, high)), f64x2.mul(n, low));
    n = f64x2.sub(n3, rounder);
    const f3 = f64x2.sub(f64x2.sub(x3, f64x2.mul(n, high)), f64x2.mul(n, low));

    const t0 = power(n0);
    const t1 = power(n1);
    const t2 = power(n2);
    const t3 = power(n3);
    let p0 = v128.load(Q);
    let p1 = p0;
    let p2 = p0;
    let p3 = p0;
    let q: v128;
    q = v128.load(Q, 16);
    p0 = f64x2.add(f64x2.mul(p0, f0), q);
    p1 = f64x2.add(f64x2.mul(p1, f1), q);
    p2 = f64x2.add(f64x2.mul(p2, f2), q);
    p3 = f64x2.add(f64x2.mul(p3, f3), q);
    q = v128.load(Q, 32);
    p0 = f64x2.add(f64x2.mul(p0, f0), q);
    p1 = f64x2.add(f64x2.mul(p1, f1), q);
    p2 = f64x2.add(f64x2.mul(p2, f2), q);
    p3 = f64x2.add(f64x2.mul(p3, f3), q);
    q = v128.load(Q, 48);
    p0 = f64x2.add(f64x2.mul(p0, f0), q);
    p1 = f64x2.add(f64x2.mul(p1, f1), q);
    p2 = f64x2.add(f64x2.mul(p2, f2), q);
    p3 = f64x2.add(f64x2.mul(p3, f3), q);
    p0 = f64x2.add(f0, f64x2.mul(f64x2.mul(f0, f0), p0));
    p1 = f64x2.add(f1, f64x2.mul(f64x2.mul(f1, f1), p1));
    p2 = f64x2.add(f2, f64x2.mul(f64x2.mul(f2, f2), p2));
    p3 = f64x2.add(f3, f64x2.mul(f64x2.mul(f3, f3), p3));
    v128.store(column, v128.and(f64x2.add(t0, f64x2.mul(t0, p0)), f64x2.ge(x0, lowest)));
    v128.store(column, v128.and(f64x2.add(t1, f64x2.mul(t1, p1)), f64x2.ge(x1, lowest)), 16);
    v128.store(column, v128.and(f64x2.add(t2, f64x2.mul(t2, p2)), f64x2.ge(x2, lowest)), 32);
    v128.store(column, v128.and(f64x2.add(t3, f64x2.mul(t3, p3)), f64x2.ge(x3, lowest)), 48);
    sum0 = f64x2.add(sum0, v128.load(column));
    sum1 = f64x2.add(sum1, v128.load(column, 16));
    sum2 = f64x2.add(sum2, v128.load(column, 32));
    sum3 = f64x2.add(sum3, v128.load(column, 48));
  }
  v128.store(sums, sum0);
  v128.store(sums, sum1, 16);
  v128.store(sums, sum2, 32);
  v128.store(sums, sum3, 48);
}
