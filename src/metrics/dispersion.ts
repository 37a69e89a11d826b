import { checkRecord } from "../check.js";
import { partOf } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import type { Pace } from "../data/sweep.js";
import { checkWeights } from "../fitting/data.js";
import { checkMagnitude } from "../points/magnitude.js";
import { openPoints, type PointsLike, pointsSource } from "../points/points.js";
import { type Dispersion, dispersion } from "../questions/dispersion.js";
import type { Numbers } from "../types.js";
import { clustersOf, type Labels } from "./labels.js";

/** Options of {@link calinskiHarabasz} and {@link daviesBouldin}. */
export interface DispersionOptions {
  /**
   * One non-negative number per point, as if it stood there so many times; a row of weight 0 is as if
   * absent. {@link calinskiHarabasz} counts points by them: let them sum to n there. Default: all 1.
   */
  readonly weights?: Numbers | undefined;
}

/** Checks all that a criterion of dispersion is of, and measures it. */
export function* dispersionOf(
  points: PointsLike,
  labels: Labels,
  options: DispersionOptions,
  pace: Pace,
): Talk<Dispersion> {
  const source = pointsSource("points", points);
  const { count: n, dimensions } = source;
  const given = checkRecord("options", options, ["weights"]);
  const { of, sizes } = yield* clustersOf("labels", labels, n, "", pace);
  const weights = yield* checkWeights(given["weights"], n, pace);
  const { rows, close } = yield* openPoints(points, source, source.precision, pace);
  try {
    const magnitude = rows.largestMagnitude();
    checkMagnitude("points", magnitude, { name: "points", magnitude }, dimensions, 1);
    return yield* dispersion({ ...partOf(rows), pace }, of, sizes.length, weights?.values);
  } finally {
    close();
  }
}
