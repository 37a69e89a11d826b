import { rangeError, show } from "../check.js";

/**
 * Refuses values so large that a sum of squared distances could overflow:
 * W · d · (|x| + |m|)² has to stay finite.
 *
 * @param centroids the argument the centroids came from, for the message, and their magnitude
 */
export function checkMagnitude(
  name: string,
  points: number,
  centroids: { readonly name: string; readonly magnitude: number },
  d: number,
  totalWeight: number,
): void {
  const reach = points + centroids.magnitude;
  if (Number.isFinite(reach * reach * d * Math.max(totalWeight, 1))) return;
  const most = Math.sqrt(Number.MAX_VALUE / d / Math.max(totalWeight, 1)) / 2;
  const expected = `values whose squared distances stay finite (at most ${most.toExponential(1)} here)`;
  throw points >= centroids.magnitude
    ? rangeError(name, expected, show(points))
    : rangeError(centroids.name, expected, show(centroids.magnitude));
}
