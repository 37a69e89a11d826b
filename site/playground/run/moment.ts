import { GaussianMixture, KMeans, SoftKMeans, type Diagnostic, type Points } from "mixtura";
import { CLASSES, type Model } from "./problem.js";
import type { Kind } from "./algorithm.js";

/** The parameters after some iterations, and what was found of them. */
export interface Moment {
  /** Without labels, so that long histories of many points take little room. */
  readonly model: Model;
  readonly centroids: readonly (readonly number[])[];
  readonly sizes: readonly number[];
  readonly objective: number;
  readonly diagnostics: readonly Diagnostic[];
}

export function momentOf(kind: Kind, fitted: Model): Moment {
  return {
    model: CLASSES[kind].fromJSON(fitted.toJSON({ labels: false })),
    centroids: fitted instanceof GaussianMixture ? fitted.means : fitted.centroids,
    sizes: fitted.sizes,
    objective: objectiveOf(fitted),
    diagnostics: fitted.diagnostics,
  };
}

const objectiveOf = (model: Model): number =>
  model instanceof KMeans
    ? model.inertia
    : model instanceof SoftKMeans
      ? model.freeEnergy
      : model.logLikelihood;

/** Who answers for which point: a label each where the nearest takes all, else n × k shares. */
export interface Shares {
  readonly k: number;
  readonly labels: Int32Array;
  readonly shares: Float64Array | undefined;
  /** How much of all points each cluster has. */
  readonly parts: readonly number[];
}

/** An E-step: what the parameters of a moment make of the points. */
export function sharesOf({ model }: Moment, points: Points): Shares {
  const { k } = model;
  const n = points.count;
  const sums = new Float64Array(k);
  const parts = () => Array.from(sums, (sum) => sum / n);
  if (model instanceof KMeans) {
    const labels = model.predict(points);
    for (let i = 0; i < n; i++) sums[labels[i]] += 1;
    return { k, labels, shares: undefined, parts: parts() };
  }
  const shares = model.responsibilities(points);
  const labels = new Int32Array(n);
  for (let i = 0, at = 0; i < n; i++, at += k) {
    let best = 0;
    for (let c = 0; c < k; c++) {
      sums[c] += shares[at + c];
      if (shares[at + c] > shares[at + best]) best = c;
    }
    labels[i] = best;
  }
  return { k, labels, shares, parts: parts() };
}

/** The shares of one point. */
export const sharesAt = ({ k, labels, shares }: Shares, i: number): number[] =>
  shares === undefined
    ? Array.from({ length: k }, (_, c) => Number(c === labels[i]))
    : Array.from(shares.subarray(i * k, (i + 1) * k));
