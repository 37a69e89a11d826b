/** The mixtures that the figures sample from. Seeds are of samples without far outliers, which fill their frame. */
import { GaussianMixture } from "mixtura";

/** Figures 4 and 7: two Gaussians on a line. */
export const LINE = GaussianMixture.from({
  covariance: "spherical",
  weights: [0.35, 0.65],
  means: [[2], [5]],
  covariances: [0.5 ** 2, 1.2 ** 2],
});

/** Figures 2 and 3: four groups, in two pairs. */
const PAIRS = GaussianMixture.from({
  covariance: "spherical",
  weights: [0.25, 0.25, 0.25, 0.25],
  means: [
    [2.2, 2],
    [3.6, 4.8],
    [8.2, 2.6],
    [9.6, 5.4],
  ],
  covariances: [0.65, 0.65, 0.65, 0.65],
});

/** Figure 1: so close together that k-means takes its time. */
export const CLOSE = GaussianMixture.from({
  covariance: "spherical",
  weights: [0.5, 0.5],
  means: [
    [3.7, 2.4],
    [6.3, 3.6],
  ],
  covariances: [1, 1],
});

/** Figures 6, 8 and 10: one long and slanted, one small and dense, one wide. */
export const SHAPES = GaussianMixture.from({
  covariance: "full",
  weights: [0.4, 0.2, 0.4],
  means: [
    [2.1, 3.7],
    [3.4, 1.3],
    [5, 3.4],
  ],
  covariances: [
    [
      [0.9, 0.85],
      [0.85, 0.95],
    ],
    [
      [0.07, 0],
      [0, 0.07],
    ],
    [
      [0.3, -0.25],
      [-0.25, 1.1],
    ],
  ],
});

/** Figure 5: four, each with a width of its own. */
export const WIDTHS = GaussianMixture.from({
  covariance: "spherical",
  weights: [0.15, 0.35, 0.2, 0.3],
  means: [
    [2, 4.3],
    [3.6, 2.3],
    [5.7, 4.2],
    [8, 2.5],
  ],
  covariances: [0.35 ** 2, 0.8 ** 2, 0.55 ** 2, 1.1 ** 2],
});

/** Figure 9: two, beside which there will be a point far away. */
export const PAIR = GaussianMixture.from({
  covariance: "full",
  weights: [0.5, 0.5],
  means: [
    [2, 2.2],
    [4.6, 1.8],
  ],
  covariances: [
    [
      [0.3, 0.2],
      [0.2, 0.3],
    ],
    [
      [0.4, -0.15],
      [-0.15, 0.2],
    ],
  ],
});

/** The sample of figures 2 and 3. */
export const samplePairs = () => sampleRows(PAIRS, 480, 155);

/** The sample of figures 6, 8 and 10. */
export const sampleShapes = () => sampleRows(SHAPES, 240, 22);

/** Points of a mixture as rows, and the component that each came from. */
export function sampleRows(mixture: GaussianMixture, count: number, seed: number) {
  const { points, labels } = mixture.sample(count, { seed });
  const d = mixture.dimensions;
  const rows = Array.from({ length: count }, (_, n) =>
    Array.from(points.subarray(n * d, (n + 1) * d)),
  );
  return { rows, labels };
}

/** The standard deviations of a spherical mixture. */
export function sigmasOf({ covariances }: GaussianMixture<"spherical">): number[] {
  return covariances.map(Math.sqrt);
}

/** The covariances of a mixture in the plane as matrices, whichever form they have. */
export function matricesOf({
  covariance,
  covariances,
  k,
}: Pick<GaussianMixture, "covariance" | "covariances" | "k">): number[][][] {
  return Array.from({ length: k }, (_, c) => {
    if (covariance === "tied") return covariances as number[][];
    const own = covariances[c];
    if (covariance === "full") return own as number[][];
    const [a, d] = typeof own === "number" ? [own, own] : (own as number[]);
    return [
      [a, 0],
      [0, d],
    ];
  });
}
