import { type ExactNumber, exactly, plus, quotient, shifted, times, ZERO } from "../exact-numbers.js"; // prettier-ignore
import type { ExactHardSums } from "../questions/exact-sums.js";
import type { Summary } from "./summary.js";
import { checked, type Reader, type Writer } from "./bytes.js";

/**
 * Statistics of hard k-means: integers times powers of two, in the user's weights. Nothing is rounded
 * when they are added, so neither order nor split shows in them.
 */
export interface ExactContent {
  readonly kind: "exact";
  /** Σ w of each component. */
  readonly sizes: readonly ExactNumber[];
  /** Σ w x, k × d. */
  readonly sums: readonly ExactNumber[];
  /** Σ w‖x‖², or 0 where the cost is not had from it. */
  readonly squares: ExactNumber;
  /** The cost by Q − Σ m (2 S − N m), whose digits end some 90 below those of Q. */
  readonly cost: ExactNumber;
  /** The cost row by row, each term rounded by itself: for clusters tight beside their distance from the origin. */
  readonly rowwise: ExactNumber;
}

/** What of the squares the cost may be and still have all its digits from them. */
const TIGHT = -36;

const ONE: ExactNumber = { units: 1n, exponent: 0 };

/**
 * @param unit what a weight of 1 in linear memory stands for
 * @param half whether distances are half-squared
 */
export function exactContent(
  { sizes, sums, squares, cost }: ExactHardSums,
  centroids: readonly number[],
  unit: number,
  half: boolean,
): ExactContent {
  const d = centroids.length / sizes.length;
  // Σ w‖x − m‖² = Q − Σ m (2 S − N m).
  let byMoments = squares;
  centroids.forEach((centroid, i) => {
    const m = exactly(centroid);
    const twice = shifted(sums[i], 1);
    const rest = plus(twice, negative(times(sizes[Math.floor(i / d)], m)));
    byMoments = plus(byMoments, negative(times(m, rest)));
  });
  const factor = exactly(unit);
  const weighed = (x: ExactNumber) => canonical(times(x, factor));
  const counted = (x: ExactNumber) => shifted(weighed(x), half && x.units !== 0n ? -1 : 0);
  return {
    kind: "exact",
    sizes: sizes.map(weighed),
    sums: sums.map(weighed),
    squares: counted(squares),
    cost: counted(byMoments),
    rowwise: counted(cost),
  };
}

/** The same, but for a cost that was found otherwise. */
export function withCost(content: ExactContent, cost: number): ExactContent {
  const exact = canonical(exactly(cost));
  return { ...content, squares: ZERO, cost: exact, rowwise: exact };
}

export function mergeExact(a: ExactContent, b: ExactContent): ExactContent {
  const add = (x: ExactNumber, y: ExactNumber) => canonical(plus(x, y));
  return {
    kind: "exact",
    sizes: a.sizes.map((size, c) => add(size, b.sizes[c])),
    sums: a.sums.map((sum, i) => add(sum, b.sums[i])),
    squares: add(a.squares, b.squares),
    cost: add(a.cost, b.cost),
    rowwise: add(a.rowwise, b.rowwise),
  };
}

export function exactSummary(content: ExactContent): Summary {
  return {
    totalWeight: rounded(content.sizes.reduce(plus)),
    sizes: content.sizes.map(rounded),
    objective: exactCost(content),
  };
}

/** The f64 nearest to an exact number. */
function rounded(x: ExactNumber): number {
  return quotient(x, ONE);
}

function exactCost({ squares, cost, rowwise }: ExactContent): number {
  const tight = plus(cost, negative(shifted(squares, TIGHT))).units < 0n;
  return rounded(tight ? rowwise : cost);
}

/** S / N of each component, correctly rounded; where N = 0 what was there before. */
export function exactMeans({ sizes, sums }: ExactContent, before: readonly number[]): number[] {
  const d = sums.length / sizes.length;
  return sums.map((sum, i) => {
    const size = sizes[Math.floor(i / d)];
    return size.units === 0n ? before[i] : quotient(sum, size);
  });
}

export function writeExact(writer: Writer, content: ExactContent): void {
  for (const number of numbersOf(content)) writeNumber(writer, number);
}

export function readExact(reader: Reader, k: number, d: number): ExactContent {
  // Two bytes each at least: nothing is made of a k and d that cannot be.
  reader.expect((k + k * d + 3) * HEAD);
  const list = (count: number) => {
    const numbers: ExactNumber[] = [];
    for (let i = 0; i < count; i++) numbers.push(readNumber(reader));
    return numbers;
  };
  const sizes = list(k);
  const sums = list(k * d);
  const [squares, cost, rowwise] = list(3);
  for (const x of [...sizes, squares, rowwise]) checked(x.units, (units) => units >= 0n);
  checked(sizes, (all) => all.some(({ units }) => units > 0n));
  sums.forEach((sum, i) => {
    const size = sizes[Math.floor(i / d)];
    // A mean that is no number is none of any points.
    checked(sum.units, (units) =>
      size.units === 0n ? units === 0n : topOf(sum) - topOf(size) < MOST_EXPONENT,
    );
  });
  return { kind: "exact", sizes, sums, squares, cost, rowwise };
}

/** Bytes of a number before its digits. */
const HEAD = 4;

/** No mean of points that float64 holds is 2^1024. */
const MOST_EXPONENT = 1024;

/** Beyond these no sum of products of f64 has digits: so that nobody computes for hours. */
const MOST_BYTES = 800;
const FARTHEST = 4000;

function numbersOf({ sizes, sums, squares, cost, rowwise }: ExactContent): ExactNumber[] {
  return [...sizes, ...sums, squares, cost, rowwise];
}

/** Exponent and sign, how many bytes, and these, the last digits first. */
function writeNumber(writer: Writer, { units, exponent }: ExactNumber): void {
  const size = units < 0n ? -units : units;
  const hex = size === 0n ? "" : size.toString(16);
  const bytes = Math.ceil(hex.length / 2);
  writer.u32((((exponent + FARTHEST) * 2 + Number(units < 0n)) * 2 ** 16 + bytes) >>> 0);
  for (let end = hex.length; end > 0; end -= 2) {
    writer.u8(parseInt(hex.slice(Math.max(end - 2, 0), end), 16));
  }
}

function readNumber(reader: Reader): ExactNumber {
  const head = reader.u32();
  const bytes = checked(head % 2 ** 16, (count) => count <= MOST_BYTES);
  const upper = Math.floor(head / 2 ** 16);
  reader.expect(bytes);
  let hex = "";
  for (let i = 0; i < bytes; i++) hex = reader.u8().toString(16).padStart(2, "0") + hex;
  const size = bytes === 0 ? 0n : BigInt(`0x${hex}`);
  const exponent = checked(Math.floor(upper / 2) - FARTHEST, (e) => Math.abs(e) <= FARTHEST);
  // The one way to write a number: odd, or nothing at all.
  if (bytes === 0) checked(upper, () => exponent === 0 && upper % 2 === 0);
  else checked(hex, () => size % 2n === 1n && !hex.startsWith("00"));
  return { units: upper % 2 === 1 ? -size : size, exponent };
}

/** The smallest e with 2^e above it in size. */
function topOf({ units, exponent }: ExactNumber): number {
  return units === 0n ? -Infinity : units.toString(2).replace("-", "").length + exponent;
}

function negative({ units, exponent }: ExactNumber): ExactNumber {
  return { units: -units, exponent };
}

/** The same number with no zeros at its end, so that equal ones look alike. */
function canonical({ units, exponent }: ExactNumber): ExactNumber {
  if (units === 0n) return ZERO;
  const zeros = (units & -units).toString(2).length - 1;
  return { units: units >> BigInt(zeros), exponent: exponent + zeros };
}
