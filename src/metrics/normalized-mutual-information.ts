import { logarithms } from "../core/logarithms.js";
import { eachShared } from "./contingency.js";
import { checkClusters, type Labels } from "./labels.js";

/**
 * How much one clustering of some points tells of another: to compare labels with known classes, or
 * two fits (Shannon 1948; Strehl & Ghosh, "Cluster ensembles", Journal of Machine Learning Research
 * 3, 2002). It is their mutual information divided by the arithmetic mean of their entropies, as scikit-learn's
 * `normalized_mutual_info_score` has it. 1 is the same clustering under whatever names, 0 two of
 * which neither says anything of the other. Unlike {@link adjustedRandIndex} it is not corrected
 * for chance: of many small clusters it is above 0 whatever they are. Two clusterings that both
 * put all points together agree: 1.
 *
 * @param a one label per point
 * @param b one label per point, of the same points; which is a and which b plays no part, not
 * even in the last bit, nor do the order of points and the names of clusters
 * @returns a number in 0..1
 * @throws TypeError or RangeError where there are no labels, their numbers differ, a label is
 * NaN, null or undefined, or there are more than 2^24 different ones
 * @example
 * normalizedMutualInformation([0, 0, 1, 1], ["b", "b", "a", "a"]); // 1
 * normalizedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1]); // 0
 * normalizedMutualInformation([0, 0, 1, 1], [0, 0, 1, 2]).toFixed(3); // "0.800"
 */
export function normalizedMutualInformation(a: Labels, b: Labels): number {
  const inA = checkClusters("a", a);
  const n = inA.of.length;
  const inB = checkClusters("b", b, n, ', as in "a"');
  const kA = inA.sizes.length;
  const kB = inB.sizes.length;
  // c / n · ln(c n / (a b)) of every cell, times n.
  const shared = new Shares(Math.min(n, kA * kB));
  eachShared(inA, inB, (count, ofA, ofB) =>
    shared.add(count, count, n, inA.sizes[ofA], inB.sizes[ofB]),
  );
  // As many cells as clusters in both: the clusters are the same.
  if (shared.length === kA && shared.length === kB) return 1;
  const entropies = entropyOf(inA.sizes, n) + entropyOf(inB.sizes, n);
  return Math.min(Math.max((2 * shared.total()) / entropies, 0), 1);
}

/** The entropy of a clustering into clusters of these sizes, times n. */
function entropyOf(sizes: readonly number[], n: number): number {
  const shares = new Shares(sizes.length);
  for (const size of sizes) shares.add(size, n, 1, size, 1);
  return shares.total();
}

/** So many logarithms are taken at a time. */
const AT_A_TIME = 4096;

/**
 * Quotients this near to 1 have their logarithm by a series, for their own last digit is all that is
 * left of it: the whole entropy of a million points of which one stands apart hangs on such a quotient.
 */
const NEAR = 1 / 8;

/** Σ count · ln((p q) / (r s)), of integers, the same to the bit in whatever order they were added. */
class Shares {
  /** How many were added. */
  length = 0;
  readonly #terms: Float64Array;
  #open: { readonly at: number; readonly count: number; readonly ratio: number }[] = [];

  constructor(most: number) {
    this.#terms = new Float64Array(most);
  }

  add(count: number, p: number, q: number, r: number, s: number): void {
    const at = this.length++;
    const over = p * q;
    const under = r * s;
    if (Math.abs(over - under) > NEAR * under) {
      this.#open.push({ at, count, ratio: over / under });
      if (this.#open.length === AT_A_TIME) this.#close();
      return;
    }
    // Below 2^53 products are exact.
    const exact = Math.max(over, under) <= Number.MAX_SAFE_INTEGER;
    const difference = exact ? over - under : Number(BigInt(p) * BigInt(q) - BigInt(r) * BigInt(s));
    this.#terms[at] = count * logarithmNearOne(difference / (over + under));
  }

  total(): number {
    this.#close();
    // In an order that hangs on the terms alone.
    this.#terms.subarray(0, this.length).sort();
    // With what each addition rounds off (Neumaier 1974): of many equal terms it is always the same.
    let sum = 0;
    let lost = 0;
    for (let i = 0; i < this.length; i++) {
      const term = this.#terms[i];
      const next = sum + term;
      lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
      sum = next;
    }
    return sum + lost;
  }

  #close(): void {
    if (this.#open.length === 0) return;
    const found = logarithms(this.#open.map(({ ratio }) => ratio));
    this.#open.forEach(({ at, count }, i) => (this.#terms[at] = count * found[i]));
    this.#open = [];
  }
}

/** ln((1 + u) / (1 − u)) = 2 (u + u³ / 3 + u⁵ / 5 + …), where |u| is at most a fifteenth. */
function logarithmNearOne(u: number): number {
  const square = u * u;
  let sum = 0;
  for (let power = 15; power >= 1; power -= 2) sum = sum * square + 1 / power;
  return 2 * u * sum;
}
