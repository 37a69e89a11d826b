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
  const stiffness = model instanceof SoftKMeans ? model.stiffness : Infinity;
  const { distance } = model;
  // Where the nearest takes all, any factor gives the same borders; an empty cluster has no part.
  const factor = Number.isFinite(stiffness) ? stiffness : 1;
  const present = (c: number) => !(model instanceof KMeans) || sizes[c] > 0;
  return (point, scores, at) => {
    const length = distance === "cosine" ? Math.hypot(...point) || 1 : 1;
    centroids.forEach((centroid, c) => {
      let squares = 0;
      for (let j = 0; j < point.length; j++)
        squares += ((point[j] / length - centroid[j]) / (scales?.[j] ?? 1)) ** 2;
      const far =
        model instanceof SoftKMeans && distance === "euclidean" ? Math.sqrt(squares) : squares / 2;
      scores[at + c] = present(c) ? -factor * far : -Infinity;
    });
  };
}

function gaussianScoring(model: GaussianMixture, scales: readonly number[] | undefined): Scoring {
  const { weights, means, k } = model;
  const matrices = covariancesOf(model, scales).map(inverse);
  return (point, scores, at) => {
    for (let c = 0; c < k; c++) {
      const { rows, logDeterminant } = matrices[c];
      let squares = 0;
      for (let i = 0; i < point.length; i++)
        for (let j = 0; j < point.length; j++)
          squares += (point[i] - means[c][i]) * rows[i][j] * (point[j] - means[c][j]);
      scores[at + c] = Math.log(weights[c]) - (squares + logDeterminant) / 2;
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
