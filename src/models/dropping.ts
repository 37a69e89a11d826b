import type { Components } from "../wasm/forms.js";
import { LARGEST, type MixtureStatistics } from "../wasm/mixture.js";

/**
 * What an E-step may leave out: components whose share in a row is so small that all shares
 * of that kind together change nothing. Whether they did not is verified afterwards, from the
 * statistics; where that fails, the E-step is done again with everything in it. So a component
 * far from every point, which has tiny shares only, still finds its way (decision 0009).
 */

/** Shares below 2^-SMALL are dropped at first. */
const SMALL = 80;

/** What is dropped has to stay below this share of what is there, half a rounding. */
const UNSEEN = 2 ** -54;

/** A component of less weight than this would not pass the verification. */
const LIGHT = 2 ** (54 - SMALL + 7);

/** How far below the largest score a share is 2^-SMALL. */
const GAP = SMALL * Math.LN2;

/** How far below the largest score a share is exactly 0: e^-746 underflows. */
const UNDERFLOW = 746;

/** What decides whether and how an E-step drops. */
interface Shape {
  readonly k: number;
  readonly d: number;
  /** What scores are multiplied by before they are shared. */
  readonly stiffness: number;
}

/**
 * Whether dropping is worth the search for it. Measured on blobs, dense against searching:
 * 0.74 to 1.02 of the time at d = 2 to 6 and k = 3 to 32, for too much overlaps there;
 * 0.9 at d = 8, k = 3; 1.2 to 1.7 at d = 8, k = 8; 1.4 to 1.7 at d = 16, k = 4.
 */
function worthDropping(k: number, d: number): boolean {
  return d >= 8 && k * d >= 64;
}

/** The gap at which what is dropped was 0 to the last bit; undefined: not worth the search. */
export function gapOfNothing({ k, d, stiffness }: Shape): number | undefined {
  return worthDropping(k, d) ? UNDERFLOW / stiffness : undefined;
}

/**
 * An E-step without what can be dropped.
 *
 * @param take the E-step, dropping what is so far below a row's largest score
 * @param promising whether it may pass the verification
 * @param verify whether what these statistics may lack cannot be seen in them
 */
export function droppingEStep(
  shape: Shape,
  take: (gap: number | undefined) => MixtureStatistics,
  promising: boolean,
  verify: (statistics: MixtureStatistics) => boolean,
): MixtureStatistics {
  if (promising && worthDropping(shape.k, shape.d)) {
    const statistics = take(GAP / shape.stiffness);
    if (verify(statistics)) return statistics;
  }
  return take(gapOfNothing(shape));
}

/** Whether no component of a mixture is so light that dropping would be found wanting. */
export function heavyEnough(weights: readonly number[]): boolean {
  return weights.every((weight) => weight === 0 || weight >= LIGHT);
}

/** The most that dropped shares, each times its row's weight, come to. `total`: Σ w. */
export function mostDropped(total: number): number {
  return 2 ** -SMALL * total;
}

/**
 * The most that dropped shares of Gaussians come to, each times w z², the squared distance of
 * its row in standard deviations.
 *
 * z² is twice what the score is below its offset. A score that is u > GAP below the largest
 * has a share of e^-u at most, and e^-u (offset − largest + u) falls as u grows: so a row's
 * part is at most 2^-SMALL × 2 (offset − largest + GAP). Σ w × largest is A.
 */
export function mostSquaresDropped(
  { offsets }: Components,
  statistics: MixtureStatistics,
  total: number,
): number {
  const highest = offsets.reduce((most, offset) => Math.max(most, offset));
  const depth = Math.max(highest * total - statistics[LARGEST], 0);
  return 2 * mostDropped(depth + GAP * total);
}

/** Whether so much, dropped, cannot be seen beside so much. */
export function unseen(dropped: number, beside: number): boolean {
  return dropped <= UNSEEN * beside;
}
