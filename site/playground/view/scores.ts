import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import type { Moment } from "../run/moment.js";
import type { Scene } from "./scene.js";
import type { Window } from "./window.js";

/** How well each cluster answers for the positions of a grid, as logarithms; k numbers a position. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels between two positions. */
  readonly step: number;
  readonly k: number;
  readonly scores: Float64Array;
}

/** Scores at a point. */
type Scoring = (point: readonly number[], scores: Float64Array, at: number) => void;

/** undefined where positions are no points. */
export function gridOf(
  moment: Moment,
  { lift }: Scene,
  window: Window,
  step: number,
): Grid | undefined {
  if (lift === undefined) return undefined;
  const score = scoringOf(moment);
  const { k } = moment.model;
  const [columns, rows] = [window.width, window.height].map((size) => Math.ceil(size / step) + 1);
  const scores = new Float64Array(columns * rows * k);
  for (let row = 0, at = 0; row < rows; row++) {
    const y = window.valueY(row * step);
    for (let column = 0; column < columns; column++, at += k)
      score(lift(window.valueX(column * step), y), scores, at);
  }
  return { columns, rows, step, k, scores };
}

function scoringOf({ model, centroids, sizes }: Moment): Scoring {
  const scales = model.standardization?.scales;
  if (model instanceof GaussianMixture) return gaussianScoring(model, scales);
  const { distance } = model;
  const soft = model instanceof SoftKMeans;
  // Where the nearest takes all, any factor gives the same borders; an empty cluster has no part.
  const factor = soft && Number.isFinite(model.stiffness) ? model.stiffness : 1;
  const absent = centroids.map((_, c) => model instanceof KMeans && sizes[c] === 0);
  const plain = soft && distance === "euclidean";
  const [k, d] = [centroids.length, model.dimensions];
  const units = Float64Array.from({ length: d }, (_, j) => 1 / (scales?.[j] ?? 1));
  const middle = Float64Array.from({ length: d }, (_, j) => model.standardization?.means[j] ?? 0);
  const flat = Float64Array.from(
    centroids.flatMap((row) => row.map((value, j) => (value - middle[j]) * units[j])),
  );
  const scaled = new Float64Array(d);
  return (point, scores, at) => {
    for (let j = 0; j < d; j++) scaled[j] = (point[j] - middle[j]) * units[j];
    // By cosine the direction alone counts.
    const length = distance === "cosine" ? Math.hypot(...scaled) || 1 : 1;
    for (let c = 0; c < k; c++) {
      let squares = 0;
      for (let j = 0; j < d; j++) {
        const difference = scaled[j] / length - flat[c * d + j];
        squares += difference * difference;
      }
      const far = plain ? Math.sqrt(squares) : squares / 2;
      scores[at + c] = absent[c] ? -Infinity : -factor * far;
    }
  };
}

function gaussianScoring(model: GaussianMixture, scales: readonly number[] | undefined): Scoring {
  const { weights, means, k, dimensions: d } = model;
  const matrices = covariancesOf(model, scales).map(inverse);
  const flat = Float64Array.from(means.flat());
  const precisions = Float64Array.from(matrices.flatMap(({ rows }) => rows.flat()));
  const constants = matrices.map(
    ({ logDeterminant }, c) => Math.log(weights[c]) - logDeterminant / 2,
  );
  return (point, scores, at) => {
    for (let c = 0; c < k; c++) {
      let squares = 0;
      for (let i = 0; i < d; i++) {
        const own = point[i] - flat[c * d + i];
        for (let j = 0; j < d; j++)
          squares += own * precisions[(c * d + i) * d + j] * (point[j] - flat[c * d + j]);
      }
      scores[at + c] = constants[c] - squares / 2;
    }
  };
}

/** Covariances as matrices, whichever form they have, in the units of the points. */
export function covariancesOf(
  { covariance, covariances, k, dimensions }: GaussianMixture,
  scales: readonly number[] | undefined,
): number[][][] {
  return Array.from({ length: k }, (_, c) => {
    if (covariance === "tied") return covariances as number[][];
    if (covariance === "full") return (covariances as number[][][])[c];
    const own = (covariances as (number | number[])[])[c];
    return Array.from({ length: dimensions }, (_, i) =>
      Array.from({ length: dimensions }, (_, j) => {
        if (i !== j) return 0;
        // Spherical variances of a standardized fit are in standard deviations.
        return typeof own === "number" ? own * (scales?.[i] ?? 1) ** 2 : own[i];
      }),
    );
  });
}

/** By Gauss and Jordan; matrices here have at most three rows, and a floor below their variances. */
function inverse(matrix: readonly (readonly number[])[]) {
  const d = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  let logDeterminant = 0;
  for (let i = 0; i < d; i++) {
    const pivot = rows[i][i];
    logDeterminant += Math.log(pivot);
    rows[i] = rows[i].map((value) => value / pivot);
    for (let other = 0; other < d; other++) {
      if (other === i) continue;
      const factor = rows[other][i];
      rows[other] = rows[other].map((value, j) => value - factor * rows[i][j]);
    }
  }
  return { rows: rows.map((row) => row.slice(d)), logDeterminant };
}
