import {
  type Covariance,
  GaussianMixture,
  KMeans,
  type Points,
  selectK,
  SoftKMeans,
} from "mixtura";

/** A fit, as far as the study looks at it. */
export interface Outcome {
  /** Lower is better. */
  readonly objective: number;
  readonly labels: Int32Array;
}

interface Options {
  readonly k: number;
  readonly seed: number;
  readonly restarts?: number;
}

/** A model of a table, and how its fits compare. */
export interface Studied {
  readonly fit: (options: Options) => unknown;
  /** The same, with what restarts are compared by. */
  readonly judged: (options: Options) => Outcome;
  /** How much worse an objective is than the best known. */
  readonly excess: (objective: number, best: number) => number;
  /** So little worse that nobody minds. */
  readonly reach: number;
}

const COVARIANCES = ["spherical", "diagonal", "tied", "full"] as const;

/** How a model is studied. */
interface Plan {
  /** Made for a table and a number of components. */
  readonly of: (points: Points, k: number) => Studied;
  /** The most rows and components it is studied with, so that no fit takes seconds. */
  readonly rows: number;
  readonly components: number;
}

/** What is studied, by name. */
export const MODELS: ReadonlyMap<string, Plan> = new Map([
  ["k-means", { of: kMeans, rows: Infinity, components: Infinity }],
  ["soft k-means", { of: softKMeans, rows: 5000, components: 20 }],
  ...COVARIANCES.map((covariance): [string, Plan] => [
    `mixture, ${covariance}`,
    { of: (points) => mixture(points, covariance), rows: 1000, components: 20 },
  ]),
]);

const relative = {
  excess: (objective: number, best: number) => objective / best - 1,
  reach: 0.01,
};

function kMeans(points: Points): Studied {
  const fit = (options: Options) => KMeans.fit(points, options);
  const judged = (options: Options) => {
    const { inertia: objective, labels } = fit(options);
    return { objective, labels };
  };
  return { fit, judged, ...relative };
}

/** With the stiffness that the README recommends: one over the variance within clusters. */
function softKMeans(points: Points, k: number): Studied {
  const { count, dimensions } = points;
  const { inertia } = KMeans.fit(points, { k, restarts: 10 });
  const stiffness = (count * dimensions) / inertia;
  const fit = (options: Options) => SoftKMeans.fit(points, { ...options, stiffness });
  const judged = (options: Options) => {
    const { freeEnergy, labels } = fit(options);
    // As if each component weighed 1/k, which makes 0 the least there can be.
    return { objective: freeEnergy + (count * Math.log(k)) / stiffness, labels };
  };
  return { fit, judged, ...relative };
}

function mixture(points: Points, covariance: Covariance): Studied {
  const { count } = points;
  return {
    fit: (options) => GaussianMixture.fit(points, { ...options, covariance }),
    judged: ({ k, ...options }) => {
      const { best, table } = selectK(GaussianMixture, points, { ...options, k: [k], covariance });
      const { bic, parameterCount, compared = bic } = table[0];
      // Twice a log-likelihood is what the criterion takes off: here, that which is compared.
      return { objective: (compared - parameterCount * Math.log(count)) / 2, labels: best.labels };
    },
    excess: (objective, best) => (objective - best) / count,
    reach: 0.01,
  };
}
