/** The mixtures that the figures sample from. Seeds are of samples without far outliers, which fill their frame. */
import { GaussianMixture } from "mixtura";

/** Figures 1 and 2: two Gaussians on a line. */
export const LINE = GaussianMixture.from({
  covariance: "spherical",
  weights: [0.35, 0.65],
  means: [[2], [5]],
  covariances: [0.5 ** 2, 1.2 ** 2],
});

/** Figures 3 and 4: four groups, in two pairs. */
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

/** Figure 5: so close together that k-means takes its time. */
export const CLOSE = GaussianMixture.from({
  covariance: "spherical",
  weights: [0.5, 0.5],
  means: [
    [3.7, 2.4],
    [6.3, 3.6],
  ],
  covariances: [1, 1],
});

/** Figure 6: one narrow and light, one wide and heavy. */
export const UNEQUAL = GaussianMixture.from({
  covariance: "spherical",
  weights: [0.25, 0.75],
  means: [
    [2, 3],
    [5, 3],
  ],
  covariances: [0.35 ** 2, 1.1 ** 2],
});

/** Figure 7: four, each with a width of its own. */
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

/** The sample of figures 3 and 4. */
export const samplePairs = () => sampleRows(PAIRS, 480, 155);

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
