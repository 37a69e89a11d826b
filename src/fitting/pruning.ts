import { after, type Asked } from "../data/pending.js";
import type { Components } from "../core/forms.js";
import { LARGEST, UNDERFLOW } from "../questions/mixture-statistics.js";
import type { MixtureStatistics } from "../questions/mixture-sums.js";

/**
 * What an E-step may leave out: components whose share in a row is so small that all shares
 * of that kind together change nothing. Whether they did not is verified afterwards, from the
 * statistics; where that fails, the E-step is done again with everything in it. So a component
 * far from every point, which has tiny shares only, still finds its way (decision 0009).
 */

/** What is dropped has to stay below 2^-UNSEEN of what is there: half a rounding. */
const UNSEEN = 54;

/** Powers of two by which a component may come out lighter or thinner than expected. */
const MARGIN = 8;

/** Shares of less than 2^-MOST are not worth the search. */
const MOST = 128;

/** Of so many components the distance from every other is looked at. */
const LOOKED_AT = 32;

/** What decides whether an E-step drops. */
interface Shape {
  readonly k: number;
  readonly d: number;
  /** What scores are multiplied by before they are shared. */
  readonly stiffness: number;
  /** Whether the kernels find out at a look what is near: where no component has a matrix. */
  readonly look: boolean;
}

/**
 * Whether dropping may be worth the search for it. Measured on blobs, dense against searching: by pairs
 * 0.74 to 1.02 of the time at d = 2 to 6 and k = 3 to 32, for too much overlaps there; 0.9 at d = 8, k = 3; 1.2
 * to 1.7 at d = 8, k = 8. By a look, where components are parted, 0.9 to 1.5 at d = 2, k = 8; 2.8 at d = 2,
 * k = 64; 1.2 to 1.7 at d = 4, k = 8; 0.95 at d = 8, k = 3.
 */
export function worthDropping({ k, d, look }: Shape): boolean {
  return (look && k >= 8) || worthInEveryStep({ k, d });
}

/** Whether it is although nobody knows that components are parted. */
function worthInEveryStep({ k, d }: Pick<Shape, "k" | "d">): boolean {
  return d >= 8 && k * d >= 64;
}

/** The gap at which what is dropped was 0 to the last bit; undefined: not worth the search. */
export function gapOfNothing(shape: Shape): number | undefined {
  return worthInEveryStep(shape) ? UNDERFLOW / shape.stiffness : undefined;
}

/**
 * Whether points of one component are mostly out of reach of another, so that searching for what
 * can be dropped finds it: half of the pairs looked at lie farther apart than the gap. Where
 * components overlap, as in the first iterations, searching takes up to twice as long as not.
 *
 * @param away the half squared distance of the mean of one component from another, in that one's
 *   standard deviations
 */
function partedBy(gap: number, k: number, away: (of: number, from: number) => number): boolean {
  let beyond = 0;
  const some = Math.min(k, LOOKED_AT);
  for (let of = 0; of < some; of++) {
    for (let from = 0; from < k; from++) {
      if (of !== from && away(of, from) > gap) beyond++;
    }
  }
  return 2 * beyond >= some * (k - 1);
}

/**
 * An E-step without what can be dropped: shares below 2^-bits, unless bits are too many or
 * components too near each other.
 *
 * @param away the half squared distance of the mean of one component from another, as its scores
 *   have it
 * @param take the E-step, dropping what is so far below a row's largest score
 * @param verify whether what these statistics may lack cannot be seen in them
 */
export function droppingEStep(
  shape: Shape,
  bits: number,
  away: (of: number, from: number) => number,
  take: (gap: number | undefined) => Asked<MixtureStatistics>,
  verify: (statistics: MixtureStatistics) => boolean,
): Asked<MixtureStatistics> {
  if (bits > MOST || !worthDropping(shape)) return take(gapOfNothing(shape));
  const gap = (bits * Math.LN2) / shape.stiffness;
  if (!partedBy(gap, shape.k, away)) return take(undefined);
  return after(take(gap), (statistics) =>
    verify(statistics) ? statistics : take(gapOfNothing(shape)),
  );
}

/** The least integer e with 2^e ≥ x. Not Math.log2, whose last digits differ between engines. */
function exponent(x: number): number {
  let e = 0;
  for (let power = 1; power < x; power *= 2) e++;
  return e;
}

/** How small dropped shares should be where each of k components is likely to have a fair part. */
export function bitsOfFairParts(k: number): number {
  return UNSEEN + MARGIN + exponent(k);
}

/**
 * How small dropped shares should be for the components of a mixture to pass the verification,
 * if their weights stay near what they are and points near the components.
 */
export function bitsOfMixture(
  weights: readonly number[],
  { offsets }: Components,
  d: number,
): number {
  const lowest = offsets.reduce((least, offset) =>
    offset > -Infinity ? Math.min(least, offset) : least,
  );
  const squares = 2 * (highest(offsets) - lowest + d + MOST);
  return weights.reduce(
    (most, weight) =>
      weight === 0 ? most : Math.max(most, UNSEEN + MARGIN + exponent(squares / weight)),
    0,
  );
}

function highest(offsets: readonly number[]): number {
  return offsets.reduce((most, offset) => Math.max(most, offset), -Infinity);
}

/** The most that shares below 2^-bits, each times its row's weight, come to. `total`: Σ w. */
export function mostDropped(bits: number, total: number): number {
  return 2 ** -bits * total;
}

/**
 * The most that shares of component c below 2^-bits come to, each times w z², the squared
 * distance of its row in standard deviations.
 *
 * z² is twice what the score is below the offset. A score that is u > gap below the largest
 * has a share of e^-u at most, and e^-u (highest − largest + u), where no score exceeds the
 * highest offset, falls as u grows beyond 1: so a row's part is at most
 * 2^-bits × 2 (highest − largest + gap). Σ w × largest is A.
 *
 * @param offsets of all components
 * @param total Σ w
 */
export function mostSquaresDropped(
  bits: number,
  offsets: readonly number[],
  statistics: MixtureStatistics,
  total: number,
): number {
  const depth = Math.max(highest(offsets) * total - statistics[LARGEST], 0);
  return 2 * mostDropped(bits, depth + bits * Math.LN2 * total);
}

/** Whether so much, dropped, cannot be seen beside so much. */
export function unseen(dropped: number, beside: number): boolean {
  return dropped <= 2 ** -UNSEEN * beside;
}
