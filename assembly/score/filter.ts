import { EPSILON, TINY } from "../lanes/rounding";

/**
 * A filter: scores of rows and centroids in f32, and a bound of their error. What they decide
 * beyond that error is certain; the rest is left to the exact rule.
 *
 * Both are taken about an origin among the centroids and × unit, a power of two that brings the
 * data near 1: y = unit (x − o), z = unit (m − o). With ε = 2^-24, reach = ‖y‖ + max ‖z‖ and
 * score = ½‖z‖² − y·z,
 *
 *   | ‖y‖² + 2 score − what f32 makes of it |  ≤  2 (d + 8) (ε reach² + 2^-120)  =  2 error
 *   | unit ‖x − m‖ − ‖y − z‖ |  ≤  2 ε reach,
 *
 * where 2^-120 is for products so small that f32 keeps few of their digits or none (it is far more
 * than they lose, but subnormal numbers are slow), and 8 ε reach + 2^-120 = slack covers the
 * second, the rounding of roots and bounds, and the rounding of the rule in f64
 * (docs/decisions/0002).
 */

/** What may be wrong with a score of a row that reaches so far. */
export function errorOf(d: i32, reach: f64): f64 {
  return <f64>(d + 8) * (EPSILON * reach * reach + TINY);
}

/** What may be wrong with a distance, beside the error of its score. */
export function slackOf(reach: f64): f64 {
  return 8 * EPSILON * reach + TINY;
}
