import { powerOfTwo } from "../exact-numbers.js";
import { addsTo, HEAD, type SumGrid } from "../questions/exact-sums.js";

/** What is added to every value, in units, as assembly/sums/exact.ts has it. */
const C = 6755399441055744;

/** Where the unit of squares stands among the reals of a grid. */
const SQUARE_UNIT = 4;

/**
 * Takes the traces out of records of rows that were put in and taken out again, so that equal sums are
 * equal words, whatever came before.
 *
 * @param records in and out, k of them
 * @param d columns of the rows
 */
export function makePlain(
  records: BigInt64Array,
  k: number,
  { exponents, reals }: SumGrid,
  d: number,
  weighted: boolean,
): void {
  const words = exponents.length;
  const adds = BigInt(addsTo(words, weighted));
  const ofWords = exponents.map((exponent) => adds * bitsOf(powerOfTwo(exponent) * C));
  const ofSquares = BigInt(Math.ceil(d / 2)) * bitsOf(reals[SQUARE_UNIT] * C);
  const length = records.length / k;
  for (let at = 0; at < records.length; at += length) {
    const traces = records[at + 1] - records[at];
    if (traces === 0n) continue;
    records[at + 1] = records[at];
    for (let i = 2; i < HEAD; i++) records[at + i] -= traces * ofSquares;
    for (let i = HEAD; i < length; i++) {
      records[at + i] -= traces * ofWords[Math.floor((i - HEAD) / 2) % words];
    }
  }
}

/** The bits of a f64, as an integer. */
function bitsOf(x: number): bigint {
  return new BigInt64Array(Float64Array.of(x).buffer)[0];
}
