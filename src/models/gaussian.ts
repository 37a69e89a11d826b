import { drain, em, type Model } from "../em.js";
import type { Random } from "../random.js";
import type { Diagnostic } from "../types.js";
import { solve } from "../cholesky.js";
import { type Components, DIAGONAL, SPHERICAL, TIED } from "../wasm/forms.js";
import { COST } from "../wasm/hard.js";
import { logarithms, logarithmsBytes } from "../wasm/logarithms.js";
import {
  LARGEST,
  LOG_SHARES,
  MASSES,
  mixtureLabelsBytes,
  MixturePass,
  type MixtureStatistics,
  type Moments,
  moments,
} from "../wasm/mixture.js";
import type { WeightedRows } from "../wasm/rows.js";
import {
  COVARIANCE_FORMS,
  type Covariance,
  type CovarianceForm,
  type Floors,
  varianceFloors,
} from "./covariances.js";
import { componentsInWords, withoutPoints } from "./diagnostics.js";
import {
  bitsOfMixture,
  droppingEStep,
  gapOfNothing,
  mostSquaresDropped,
  unseen,
} from "./dropping.js";
import { HardModel } from "./hard.js";
import { emptyComponents, NOTHING } from "./means.js";
import type { MixtureParameters } from "./mixture-parameters.js";
import type { MixtureStart } from "./mixture-start.js";

/** θ of a Gaussian mixture. */
export interface GaussianTheta extends MixtureParameters {
  /** The components whose variance stands at its floor. */
  readonly floored: readonly number[];
}

const LOG_2_PI = 1.8378770664093456;

/** A mixture as the kernels take it. */
export function gaussianComponents(
  { weights, means, factors: { variances, lower } }: MixtureParameters,
  covariance: Covariance,
): Components {
  const k = weights.length;
  const d = means.length / k;
  const { form } = COVARIANCE_FORMS[covariance];
  const logs = logarithms([...weights, ...variances]);
  // How many variances a component has, and from where: tied, all have the same.
  const own = form === SPHERICAL ? 1 : d;
  const offsets = weights.map((_, c) => {
    const first = k + (form === TIED ? 0 : c * own);
    let logDeterminant = 0;
    for (let i = first; i < first + own; i++) logDeterminant += logs[i];
    return logs[c] - 0.5 * (d * LOG_2_PI + (d / own) * logDeterminant);
  });
  const halves = variances.map((variance) => -0.5 / variance);
  const common = { form, stiffness: 1, offsets, halves, lower };
  if (form !== TIED) return { ...common, means };
  const origin = means.slice(0, d);
  const turned = weights.flatMap((_, c) =>
    solve(
      lower,
      origin.map((value, j) => means[c * d + j] - value),
    ),
  );
  return { ...common, means: turned, origin };
}

/** How many iterations of hard k-means may go before the first hypothesis. */
const HARD_ITERATIONS = 300;

/** How many of its standard deviations a mean may move before sums are taken again about where it went. */
const FAR = 1e3;

/** The share of its standard deviation by which a mean may move and still count as at rest. */
const AT_REST = 2 ** -32;

/** A Gaussian mixture as the loop sees it (Dempster, Laird & Rubin 1977). */
export class GaussianModel implements Model<GaussianTheta, MixtureStatistics> {
  readonly #data: WeightedRows;
  readonly #k: number;
  readonly #start: MixtureStart;
  readonly #tolerance: number;
  readonly #covariance: Covariance;
  readonly #form: CovarianceForm;
  readonly #pass: MixturePass;
  readonly #moments: Moments;
  readonly #floors: Floors;
  /** Whether a start found every point on one of fewer than k centroids. */
  #coincide = false;

  constructor(
    data: WeightedRows,
    k: number,
    start: MixtureStart,
    tolerance: number,
    covariance: Covariance,
    regularization: number,
  ) {
    this.#data = data;
    this.#k = k;
    this.#start = start;
    this.#tolerance = tolerance;
    this.#covariance = covariance;
    this.#form = COVARIANCE_FORMS[covariance];
    this.#pass = new MixturePass(data, k, this.#form.form);
    this.#moments = moments(data);
    this.#floors = varianceFloors(this.#moments, regularization, this.#form);
  }

  /** Bytes of linear memory a model needs beside its data. */
  static bytes(n: number, d: number, k: number, start: MixtureStart, covariance: Covariance) {
    const { form } = COVARIANCE_FORMS[covariance];
    return (
      MixturePass.bytes(n, d, k, form) +
      MixturePass.bytes(n, d, 1, DIAGONAL) +
      mixtureLabelsBytes(n, d, k, form) +
      logarithmsBytes(k + k * d) +
      // Labels found by hard k-means lie where it lay.
      (start.kind === "parameters" ? 0 : HardModel.bytes(n, d, k, hardStart(start)))
    );
  }

  /** The given parameters, or the M-step from labels: given, or of the nearest first centroid. */
  start(random: Random): GaussianTheta {
    if (this.#start.kind === "parameters") {
      return { ...this.#start.parameters, floored: [] };
    }
    const { labels, centroids } = this.#firstLabels(this.#start, random);
    const covariances = this.#form.ofData(this.#k, this.#floored(this.#moments.variance));
    return this.#maximize(this.#pass.labelled(labels, centroids), centroids, covariances, (about) =>
      this.#pass.labelled(labels, about),
    );
  }

  eStep(theta: GaussianTheta): MixtureStatistics {
    const components = this.#components(theta);
    const bits = bitsOfMixture(theta.weights, components, this.#data.rows.dimensions);
    return droppingEStep(
      this.#shape,
      bits,
      (of, from) => this.#away(theta, of, from),
      (gap) => this.#pass.eStep(components, theta.means, gap),
      (statistics) => this.#complete(statistics, theta, components, bits),
    );
  }

  /** Weights, means and covariances that make the points, shared as they are, likeliest. */
  mStep(statistics: MixtureStatistics, theta: GaussianTheta): GaussianTheta {
    return this.#maximize(statistics, theta.means, theta.covariances, (about) =>
      this.#pass.eStep(this.#components(theta), about, gapOfNothing(this.#shape)),
    );
  }

  /** Minus the log-likelihood. */
  cost(statistics: MixtureStatistics): number {
    return -(statistics[LARGEST] + statistics[LOG_SHARES]);
  }

  /**
   * The log-likelihood per point rose by less than the tolerance. A tolerance that rounding
   * hides asks for more: that the means, still on their way then, have come to rest.
   */
  settled(before: MixtureStatistics, after: MixtureStatistics, theta: GaussianTheta): boolean {
    const rise = (this.cost(before) - this.cost(after)) / this.#moments.total;
    const noise = (Math.abs(this.cost(after)) / this.#moments.total) * 2 ** -50;
    if (this.#tolerance > noise) return rise < this.#tolerance;
    return rise <= noise && this.#atRest(after, theta);
  }

  /** Σ of responsibilities of each component. */
  sizes(statistics: MixtureStatistics): number[] {
    return statistics.slice(MASSES, MASSES + this.#k);
  }

  diagnose({ weights, floored }: GaussianTheta): Diagnostic[] {
    const empty = emptyComponents(weights, 0, this.#k);
    const diagnostics = withoutPoints(empty, this.#k, this.#coincide);
    if (floored.length > 0) {
      const few = "too few different points, or points without spread in some direction";
      const floor = `the floor of ${this.#floors.mean.toPrecision(2)}`;
      diagnostics.push({
        code: "variance-floored",
        message: `the variance of ${componentsInWords(floored)} fell to ${floor}: ${few}; try a smaller k or a simpler covariance`,
        components: [...floored],
      });
    }
    return diagnostics;
  }

  release(): void {
    this.#pass.release();
  }

  get #shape() {
    return { k: this.#k, d: this.#data.rows.dimensions, stiffness: 1 };
  }

  /**
   * Whether statistics without shares below 2^-bits are those of all: what was dropped is lost
   * in the rounding of every N and every diagonal entry of Q, or below the floor of a variance;
   * and so, by Cauchy's inequality, in S and all of Q.
   */
  #complete(
    statistics: MixtureStatistics,
    { weights, covariances }: GaussianTheta,
    { offsets }: Components,
    bits: number,
  ): boolean {
    const k = this.#k;
    const d = this.#data.rows.dimensions;
    const second = statistics.slice(MASSES + k + k * d);
    const dropped = mostSquaresDropped(bits, offsets, statistics, this.#moments.total);
    return weights.every((weight, c) => {
      // Without weight it has no share in any point.
      if (weight === 0) return true;
      const size = statistics[MASSES + c];
      if (!unseen(dropped, size)) return false;
      return this.#floors.each.every((floor, j) => {
        const squares = Math.max(this.#form.squares(second, d, c, j), floor * size);
        return unseen(dropped * this.#form.variance(covariances, d, c, j), squares);
      });
    });
  }

  /** Half the squared distance of one mean from another component, in that one's deviations along the axes. */
  #away({ means, covariances }: GaussianTheta, of: number, from: number): number {
    const d = this.#data.rows.dimensions;
    let squared = 0;
    for (let j = 0; j < d; j++) {
      const e = means[of * d + j] - means[from * d + j];
      squared += (e * e) / this.#form.variance(covariances, d, from, j);
    }
    return squared / 2;
  }

  /** Whether the next M-step moves no mean farther than a trace of its deviation, or than rounding does. */
  #atRest(statistics: MixtureStatistics, { means, covariances }: GaussianTheta): boolean {
    const d = this.#data.rows.dimensions;
    return means.every((mean, i) => {
      const c = Math.floor(i / d);
      const mass = statistics[MASSES + c];
      if (mass < NOTHING) return true;
      const move = statistics[MASSES + this.#k + i] / mass;
      const deviation = Math.sqrt(this.#form.variance(covariances, d, c, i % d));
      return Math.abs(move) <= Math.max(AT_REST * deviation, 2 ** -50 * Math.abs(mean));
    });
  }

  #components(theta: GaussianTheta): Components {
    return gaussianComponents(theta, this.#covariance);
  }

  /** Variances of the data, none below its floor. */
  #floored(variance: readonly number[]): number[] {
    return variance.map((value, j) => Math.max(value, this.#floors.each[j]));
  }

  /**
   * The M-step from statistics about `about`. Where a mean moved far beyond the spread of
   * its points, its second moments lost digits, and are taken again about where it went.
   */
  #maximize(
    statistics: MixtureStatistics,
    about: readonly number[],
    previous: readonly number[],
    again: (about: readonly number[]) => MixtureStatistics,
  ): GaussianTheta {
    const once = this.#estimate(statistics, about, previous);
    if (!this.#movedFar(once, about)) return once;
    return this.#estimate(again(once.means), once.means, previous);
  }

  #estimate(
    statistics: MixtureStatistics,
    about: readonly number[],
    previous: readonly number[],
  ): GaussianTheta {
    const k = this.#k;
    const d = this.#data.rows.dimensions;
    const masses = this.sizes(statistics);
    const sizes = masses.map((mass) => (mass < NOTHING ? 0 : mass));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const sums = statistics.slice(MASSES + k, MASSES + k + k * d);
    const shifts = sums.map((sum, i) => {
      const size = sizes[Math.floor(i / d)];
      return size === 0 ? 0 : sum / size;
    });
    const second = statistics.slice(MASSES + k + k * d);
    const scatter = { k, d, sizes, shifts, second, previous };
    return {
      weights: sizes.map((size) => size / total),
      means: about.map((value, i) => value + shifts[i]),
      ...this.#form.estimate(scatter, this.#floors),
    };
  }

  #movedFar({ weights, means, covariances }: GaussianTheta, about: readonly number[]): boolean {
    const d = this.#data.rows.dimensions;
    return means.some((mean, i) => {
      const c = Math.floor(i / d);
      const move = mean - about[i];
      const variance = this.#form.variance(covariances, d, c, i % d);
      return weights[c] > 0 && move * move > FAR * FAR * variance;
    });
  }

  /** Labels to start from, and centroids near the means of what they name. */
  #firstLabels(start: Exclude<MixtureStart, { kind: "parameters" }>, random: Random) {
    const hard = new HardModel(this.#data, this.#k, hardStart(start), 1e-9);
    try {
      if (start.kind === "k-means") {
        const limits = { restarts: 1, maxIterations: HARD_ITERATIONS };
        const { theta, statistics } = drain(em(hard, random, limits));
        this.#coincide = hard.empty(statistics).length > 0 && statistics[COST] === 0;
        return { labels: hard.labels(), centroids: theta };
      }
      let centroids = hard.start(random);
      if (start.kind === "labels" && namesAll(start.labels, this.#k)) {
        return { labels: start.labels, centroids };
      }
      let statistics = hard.eStep(centroids);
      if (start.kind === "labels") {
        const labels = withMissing(start.labels, hard.labels(), this.#k);
        if (namesAll(labels, this.#k)) return { labels, centroids };
      }
      // A component that starts without a point would stay so: hard k-means finds it one.
      for (let i = 0; i < HARD_ITERATIONS && hard.empty(statistics).length > 0; i++) {
        this.#coincide = statistics[COST] === 0;
        if (this.#coincide) break;
        centroids = hard.mStep(statistics, centroids);
        statistics = hard.eStep(centroids);
      }
      return { labels: hard.labels(), centroids };
    } finally {
      hard.release();
    }
  }
}

/** Whether labels in 0..k−1 name every component. */
function namesAll(labels: Int32Array, k: number): boolean {
  return !named(labels, k).includes(0);
}

/** 1 for each of k components that a label names. */
function named(labels: Int32Array, k: number): Uint8Array {
  const found = new Uint8Array(k);
  for (let i = 0; i < labels.length; i++) found[labels[i]] = 1;
  return found;
}

/** The labels given, but for points nearest to a component that none of them names. */
function withMissing(given: Int32Array, nearest: Int32Array, k: number): Int32Array {
  const found = named(given, k);
  return given.map((label, i) => (found[nearest[i]] === 1 ? label : nearest[i]));
}

/** Where hard k-means starts to find the first labels. */
function hardStart(start: Exclude<MixtureStart, { kind: "parameters" }>) {
  return start.kind === "k-means" ? ({ kind: "k-means++" } as const) : start;
}
