import { GaussianMixture, KMeans } from "mixtura";
import { uniforms } from "../../test/data.js";
import { bell } from "../problems/made.js";
import type { Sizes } from "../problems/problem.js";

/** What a fit came to; on two threads all of it has to be the same, to the bit. */
export interface Outcome {
  readonly iterations: number;
  readonly figures: readonly unknown[];
}

/** A fit that is raced: on one thread, and on two. */
export interface Fit {
  readonly name: string;
  readonly one: () => Outcome;
  readonly two: () => Promise<Outcome>;
}

const MIXTURE = { maxIterations: 10, tolerance: 0 };
const HARD = { maxIterations: 50, tolerance: 0 };

/** Blobs of variance 1, whose rows come in no order: which one a row is of is drawn. */
export function scattered([n, d, k]: Sizes) {
  const uniform = uniforms(n + d + k);
  const centres = new Float64Array(k * d).map(() => 10 * uniform());
  const data = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const from = Math.floor(uniform() * k) * d;
    for (let j = 0; j < d; j++) data[i * d + j] = centres[from + j] + bell(uniform);
  }
  return { data, shape: [n, d] as const };
}

/** Each from the same start on one thread and on two. */
export function fitsOf(sizes: Sizes): Fit[] {
  const [, d, k] = sizes;
  const points = scattered(sizes);
  // The first rows are as good as drawn.
  const rows = Array.from({ length: k }, (_, c) => [...points.data.subarray(c * d, (c + 1) * d)]);
  const unit = rows[0].map((_, i) => rows[0].map((_, j) => (i === j ? 10 : 0)));
  const start = {
    weights: rows.map(() => 1 / k),
    means: rows,
    covariances: rows.map(() => unit),
  };
  return [
    mixture("GaussianMixture, full, given start", { ...MIXTURE, k, covariance: "full", start }),
    hard("KMeans, given start", { ...HARD, k, start: { centroids: rows } }),
    hard("KMeans, k-means++", { ...HARD, k, seed: 1, restarts: 1 }),
    hard("KMeans, ten restarts", { ...HARD, k, seed: 1, restarts: 10 }),
  ];

  function mixture(name: string, options: Parameters<typeof GaussianMixture.fit>[1]): Fit {
    const outcome = ({ iterations, logLikelihood, means, covariances }: GaussianMixture) => ({
      iterations,
      figures: [logLikelihood, means, covariances],
    });
    return {
      name,
      one: () => outcome(GaussianMixture.fit(points, options)),
      two: async () => outcome(await GaussianMixture.fitAsync(points, { ...options, threads: 2 })),
    };
  }

  function hard(name: string, options: Parameters<typeof KMeans.fit>[1]): Fit {
    const outcome = ({ iterations, inertia, centroids }: KMeans) => ({
      iterations,
      figures: [inertia, centroids],
    });
    return {
      name,
      one: () => outcome(KMeans.fit(points, options)),
      two: async () => outcome(await KMeans.fitAsync(points, { ...options, threads: 2 })),
    };
  }
}
