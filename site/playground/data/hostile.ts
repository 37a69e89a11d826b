/** Points on which one algorithm or another fails. */
import { GaussianMixture } from "mixtura";
import { tableOf, type Table } from "./table.js";

interface Round {
  readonly at: readonly [number, number];
  readonly deviation: number;
  readonly count: number;
}

/** Round clouds of points. */
function clouds(rounds: readonly Round[], seed: number): number[] {
  return rounds.flatMap(({ at, deviation, count }, i) => {
    const cloud = GaussianMixture.from({
      weights: [1],
      means: [[...at]],
      covariances: [deviation ** 2],
    });
    return Array.from(cloud.sample(count, { seed: seed + i }).points);
  });
}

export const unevenSizes = (): Table =>
  tableOf(
    ["x", "y"],
    clouds(
      [
        { at: [4, 3], deviation: 1.2, count: 520 },
        { at: [8.6, 4.4], deviation: 0.25, count: 30 },
        { at: [8.8, 1.8], deviation: 0.25, count: 30 },
      ],
      11,
    ),
  );

/** A core and a ring round it. No sine is used, whose last bits differ between browsers. */
export function rings(): Table {
  const directions = GaussianMixture.from({ weights: [1], means: [[0, 0]], covariances: [1] });
  const { points } = directions.sample(420, { seed: 5 });
  const noise = GaussianMixture.from({ weights: [1], means: [0], covariances: [1] });
  const { points: widths } = noise.sample(420, { seed: 6 });
  const values = points.map((_, at) => {
    const i = at >> 1;
    if (i < 120) return 5 * (1 - (at & 1)) + 3.5 * (at & 1) + 0.45 * points[at];
    const length = Math.sqrt(points[2 * i] ** 2 + points[2 * i + 1] ** 2);
    return 5 * (1 - (at & 1)) + 3.5 * (at & 1) + ((2.6 + 0.16 * widths[i]) * points[at]) / length;
  });
  return tableOf(["x", "y"], values);
}

export const oneOutlier = (): Table =>
  tableOf(
    ["x", "y"],
    [
      ...clouds(
        [
          { at: [2, 2], deviation: 0.5, count: 40 },
          { at: [4.2, 3], deviation: 0.5, count: 40 },
        ],
        21,
      ),
      13,
      6.5,
    ],
  );

/** Two groups that differ in the small unit, while the spread is in the large one. */
export function twoScales(): Table {
  const truth = GaussianMixture.from({
    covariance: "diagonal",
    weights: [0.5, 0.5],
    means: [
      [28, 41_000],
      [61, 43_000],
    ],
    covariances: [
      [16, 9e7],
      [16, 9e7],
    ],
  });
  const { points } = truth.sample(300, { seed: 31 });
  return tableOf(
    ["age", "income"],
    points.map((value, at) => (at & 1 ? Math.round(value) : value)),
  );
}

/** So many that a chart of shapes would stand still. */
export function hundredThousand(): Table {
  const truth = GaussianMixture.from({
    covariance: "full",
    weights: [0.2, 0.15, 0.15, 0.12, 0.12, 0.1, 0.08, 0.08],
    means: [
      [2, 2],
      [5, 1.4],
      [8.2, 2.2],
      [10.5, 5],
      [3.4, 5.2],
      [6.6, 4.4],
      [8.2, 6.8],
      [1.2, 7],
    ],
    covariances: [
      [
        [0.5, 0.2],
        [0.2, 0.4],
      ],
      [
        [0.3, -0.1],
        [-0.1, 0.15],
      ],
      [
        [0.3, 0.15],
        [0.15, 0.5],
      ],
      [
        [0.2, 0],
        [0, 0.9],
      ],
      [
        [0.9, -0.3],
        [-0.3, 0.3],
      ],
      [
        [0.25, 0.1],
        [0.1, 0.3],
      ],
      [
        [0.8, 0.1],
        [0.1, 0.15],
      ],
      [
        [0.2, 0.05],
        [0.05, 0.35],
      ],
    ],
  });
  return tableOf(["x", "y"], truth.sample(100_000, { seed: 3 }).points);
}
