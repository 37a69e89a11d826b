import { lightest, type Part } from "../../data/part.js";
import { rowsAt } from "../../questions/sample.js";
import { after, answerTo, type Asked, begin, type Talk } from "../../data/pending.js";
import type { Model } from "../../em.js";
import type { Random } from "../../random.js";
import { type Components, DIAGONAL } from "../../core/forms.js";
import { LARGEST, LOG_SHARES, SIZES } from "../../questions/mixture-statistics.js";
import { mixtureSums } from "../../questions/mixture-choice.js";
import type { MixtureStatistics, MixtureSums, RowLabels } from "../../questions/mixture-sums.js";
import { moments } from "../../questions/moments.js";
import { responsibleSums } from "../../questions/responsible-sums.js";
import { collapsesAmong, withoutCollapse } from "./floors/collapse.js";
import type { ColumnScales } from "./floors/column-scales.js";
import type {
  CovarianceForm,
  FactoredCovariances,
  MixtureParameters,
  Raised,
} from "./covariance/form.js";
import { ownCovariance } from "./covariance/own.js";
import {
  bitsOfMixture,
  droppingEStep,
  gapOfNothing,
  mostSquaresDropped,
  unseen,
  worthDropping,
} from "../../fitting/pruning.js";
import { floorAt } from "./floors/floors.js";
import {
  type GaussianComponents,
  gaussianComponents,
  type VarianceUnits,
  unitsOfPart,
} from "./covariance/components.js";
import { emptyComponents, NOTHING } from "../../fitting/means.js";
import { estimated } from "./estimate.js";
import { revive } from "./revival.js";

/** θ of a Gaussian mixture. */
export interface GaussianTheta extends MixtureParameters {
  /** Where variances stand at their floors. */
  readonly raised: readonly Raised[];
}

/** How a fit finds its first hypothesis. */
export type FirstHypothesis = (model: GaussianModel, random: Random) => Asked<GaussianTheta>;

/** What a component has to have of its lightest point not to count as empty when a fit ends. */
const LEAST_SHARE = 2 ** -40;

/** How many of its standard deviations a mean may move before sums are taken again about where it went. */
const FAR = 1e3;

/** How often sums are taken again at most: float64 has no more digits to win back. */
const MOST_RETAKEN = 4;

/** The share of its standard deviation by which a mean may move and still count as at rest. */
const AT_REST = 2 ** -32;

/** A Gaussian mixture as the loop sees it (Dempster, Laird & Rubin 1977). */
export class GaussianModel implements Model<GaussianTheta, MixtureStatistics> {
  readonly data: Part;
  readonly k: number;
  readonly form: CovarianceForm;
  readonly scales: ColumnScales;
  readonly #total: number;
  readonly #tolerance: number;
  readonly #first: FirstHypothesis;
  readonly #pass: MixtureSums;
  readonly #units: VarianceUnits;

  /**
   * @param total Σ w
   * @param given what takes the sums, and in which units, if that is not for the rows to say
   */
  constructor(
    data: Part,
    total: number,
    k: number,
    tolerance: number,
    form: CovarianceForm,
    scales: ColumnScales,
    first: FirstHypothesis,
    given?: { readonly pass: MixtureSums; readonly units: VarianceUnits },
  ) {
    this.data = data;
    this.k = k;
    this.form = form;
    this.scales = scales;
    this.#total = total;
    this.#tolerance = tolerance;
    this.#first = first;
    this.#units = given?.units ?? unitsOfPart(data, form);
    // Last, for it holds memory, which nobody would give back if what follows failed.
    this.#pass = given?.pass ?? mixtureSums(data, k, form.inCore);
  }

  /** The same model of other rows. */
  onRows(data: Part, total: number): GaussianModel {
    const { k, form, scales } = this;
    return new GaussianModel(data, total, k, this.#tolerance, form, scales, this.#first);
  }

  /** The same model from other first hypotheses. */
  startingFrom(start: () => GaussianTheta): Model<GaussianTheta, MixtureStatistics> {
    return {
      start,
      eStep: (theta) => this.eStep(theta),
      mStep: (statistics, theta) => this.mStep(statistics, theta),
      cost: (statistics) => this.cost(statistics),
      compared: (statistics, theta) => this.compared(statistics, theta),
      settled: (before, after, theta) => this.settled(before, after, theta),
    };
  }

  start(random: Random): Asked<GaussianTheta> {
    return this.#first(this, random);
  }

  /** The M-step where every point belongs to the component of its label; `about`: near their means. */
  *ofLabels(labels: RowLabels, about: readonly number[]): Talk<GaussianTheta> {
    const statistics = yield* answerTo(this.#pass.labelled(labels, about));
    const previous = yield* this.#whereEmpty(statistics);
    const first = this.#estimate(statistics, about, previous);
    return yield* this.#settle(first, about, previous, (again) =>
      this.#pass.labelled(labels, again),
    );
  }

  /** The M-step under these responsibilities, n × k; `about`: near the means. */
  *ofResponsibilities(
    responsibilities: Float64Array,
    about: readonly number[],
  ): Talk<GaussianTheta> {
    const { inCore, shared } = this.form;
    const sums = (anchors: readonly number[]) =>
      begin(responsibleSums(this.data, this.k, inCore, shared, responsibilities, anchors));
    const statistics = yield* answerTo(sums(about));
    const previous = yield* this.#whereEmpty(statistics);
    const first = this.#estimate(statistics, about, previous);
    return yield* this.#settle(first, about, previous, sums);
  }

  eStep(theta: GaussianTheta): Asked<MixtureStatistics> {
    const components = this.#components(theta);
    // Where dropping is out of the question there is no need to know how much could be.
    if (!worthDropping(this.#shape)) return this.#pass.eStep(components, theta.means);
    const bits = bitsOfMixture(theta.weights, components, this.data.rows.dimensions);
    return droppingEStep(
      this.#shape,
      bits,
      (of, from) => this.#away(theta, of, from),
      (gap) => this.#pass.eStep(components, theta.means, gap),
      (statistics) => this.#complete(statistics, theta, components, bits),
    );
  }

  /**
   * Weights, means and covariances that make the points, shared as they are, likeliest; and a
   * component that no point is in is brought back where that is of use.
   */
  mStep(statistics: MixtureStatistics, theta: GaussianTheta): Asked<GaussianTheta> {
    const next = this.#estimate(statistics, theta.means, () => theta);
    if (!this.#movedFar(next, theta.means) && !next.weights.includes(0)) return next;
    return begin(this.#mended(next, theta));
  }

  /** The M-step where sums have to be taken again, or components brought back. */
  *#mended(first: GaussianTheta, theta: GaussianTheta): Talk<GaussianTheta> {
    const next = yield* this.#settle(
      first,
      theta.means,
      () => theta,
      (about) => this.#pass.eStep(this.#components(theta), about, gapOfNothing(this.#shape)),
    );
    const dead = emptyComponents(next.weights, 0, this.k);
    if (dead.length === 0) return next;
    const { data, form } = this;
    const revived = yield* revive(next, theta, dead, data, form, this.#units, this.#floors);
    // What comes back has the covariance of another.
    const raised = revived.raised.filter(
      ({ components }) => !components.some((c) => dead.includes(c)),
    );
    return { ...revived, raised };
  }

  /** The log-likelihood where this is the cost, both as weights count here. */
  logLikelihood(cost: number): number {
    return this.#units.shift * this.#total - cost;
  }

  /** Minus the log-likelihood, of densities per unit of the variances: other units change no bit of it. */
  cost(statistics: MixtureStatistics): number {
    return -(statistics[LARGEST] + statistics[LOG_SHARES]);
  }

  /** The cost without what collapsed components gain by it: two fits are compared by that. */
  compared(statistics: MixtureStatistics, theta: GaussianTheta): Asked<number> {
    const cost = this.cost(statistics);
    const collapsed = new Set(this.collapses(theta).flatMap(({ components }) => components));
    if (collapsed.size === 0) return cost;
    const d = this.data.rows.dimensions;
    return after(
      begin(withoutCollapse(theta, collapsed, this.form, d, () => begin(this.#covarianceOfData()))),
      (fair) =>
        after(this.eStep({ ...theta, ...fair }), (without) => Math.max(cost, this.cost(without))),
    );
  }

  /** Where components stand at floors at which the data as a whole does not. */
  collapses({ raised }: GaussianTheta): Raised[] {
    return collapsesAmong(raised, this.scales);
  }

  /**
   * The log-likelihood per point rose by less than the tolerance. A tolerance that rounding
   * hides asks for more: that the means, still on their way then, have come to rest.
   */
  settled(before: MixtureStatistics, after: MixtureStatistics, theta: GaussianTheta): boolean {
    const rise = (this.cost(before) - this.cost(after)) / this.#total;
    const noise = (Math.abs(this.cost(after)) / this.#total) * 2 ** -50;
    if (this.#tolerance > noise) return rise < this.#tolerance;
    return rise <= noise && this.#atRest(after, theta);
  }

  /** Σ of responsibilities of each component. */
  sizes(statistics: MixtureStatistics): number[] {
    return statistics.slice(SIZES, SIZES + this.k);
  }

  /** The components in which there is no point, but for a trace. */
  empty(statistics: MixtureStatistics): number[] {
    const trace = LEAST_SHARE * lightest(this.data);
    return emptyComponents(statistics, SIZES, this.k, Math.max(trace, NOTHING));
  }

  release(): void {
    this.#pass.release();
  }

  /** The floors along the columns, of whatever form. */
  get #floors(): readonly number[] {
    const { slanting, columns } = this.scales.floors;
    return this.form.matrices ? slanting : columns;
  }

  get #shape() {
    const look = this.form.inCore <= DIAGONAL;
    return { k: this.k, d: this.data.rows.dimensions, stiffness: 1, look };
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
    const k = this.k;
    const d = this.data.rows.dimensions;
    const second = statistics.slice(SIZES + k + k * d);
    const dropped = mostSquaresDropped(bits, offsets, statistics, this.#total);
    return weights.every((weight, c) => {
      // Without weight it has no share in any point.
      if (weight === 0) return true;
      const size = statistics[SIZES + c];
      if (!unseen(dropped, size)) return false;
      for (let j = 0; j < d; j++) {
        const most = dropped * this.form.variance(covariances, d, c, j);
        if (unseen(most, this.form.squares(second, d, c, j))) continue;
        // Only then does it matter whether it is below a floor.
        if (!unseen(most, this.#floors[j] * size)) return false;
      }
      return true;
    });
  }

  /** Half the squared distance of one mean from another component, in that one's deviations along the axes. */
  #away({ means, covariances }: GaussianTheta, of: number, from: number): number {
    const d = this.data.rows.dimensions;
    let squared = 0;
    for (let j = 0; j < d; j++) {
      const e = means[of * d + j] - means[from * d + j];
      squared += (e * e) / this.form.variance(covariances, d, from, j);
    }
    return squared / 2;
  }

  /** Whether the next M-step moves no mean farther than a trace of its deviation, or than rounding does. */
  #atRest(statistics: MixtureStatistics, { means, covariances }: GaussianTheta): boolean {
    const d = this.data.rows.dimensions;
    return means.every((mean, i) => {
      const c = Math.floor(i / d);
      const size = statistics[SIZES + c];
      if (size < NOTHING) return true;
      const move = statistics[SIZES + this.k + i] / size;
      const deviation = Math.sqrt(this.form.variance(covariances, d, c, i % d));
      return Math.abs(move) <= Math.max(AT_REST * deviation, 2 ** -50 * Math.abs(mean));
    });
  }

  #components(theta: GaussianTheta): GaussianComponents {
    return gaussianComponents(theta, this.form, this.#units);
  }

  /** What a component has as covariance that these leave without points. */
  *#whereEmpty(statistics: MixtureStatistics): Talk<() => FactoredCovariances> {
    const empty = this.sizes(statistics).some((size) => size < NOTHING);
    const covariances = empty ? yield* this.#covariancesOfColumns() : undefined;
    return () => covariances!;
  }

  /** The variances of the data's columns in every component. */
  *#covariancesOfColumns(): Talk<FactoredCovariances> {
    const { mean, variance } = yield* moments(this.data);
    const floored = variance.map((value, j) => Math.max(value, floorAt(this.#floors[j], mean[j])));
    const covariances = this.form.ofData(this.k, floored);
    return { covariances, factors: this.form.factors(covariances, variance.length) };
  }

  /** The covariance of all points, as one component has it. */
  *#covarianceOfData(): Talk<FactoredCovariances> {
    const d = this.data.rows.dimensions;
    const row = yield* answerTo(rowsAt(this.data, [0]));
    const about = Array.from({ length: this.k * d }, (_, i) => row[i % d]);
    const whole = yield* this.ofLabels("all in the first", about);
    return this.form.shared ? whole : ownCovariance(whole, 0, this.k);
  }

  /**
   * The M-step from sums that keep their digits. Where a mean moved far beyond the spread of
   * its points, its second moments lost digits, and are taken again about where it went; more
   * than once only where it came from 2^52 times that far.
   *
   * @param first from sums about `about`
   * @param again sums about other points
   */
  *#settle(
    first: GaussianTheta,
    about: readonly number[],
    previous: () => FactoredCovariances,
    again: (about: readonly number[]) => Asked<MixtureStatistics>,
  ): Talk<GaussianTheta> {
    let from = about;
    let theta = first;
    for (let i = 0; i < MOST_RETAKEN && this.#movedFar(theta, from); i++) {
      from = theta.means;
      theta = this.#estimate(yield* answerTo(again(from)), from, previous);
    }
    return theta;
  }

  #estimate(
    statistics: MixtureStatistics,
    about: readonly number[],
    previous: () => FactoredCovariances,
  ): GaussianTheta {
    return estimated(statistics, about, this.k, this.form, this.scales.floors, previous);
  }

  #movedFar({ weights, means, covariances }: GaussianTheta, about: readonly number[]): boolean {
    const d = this.data.rows.dimensions;
    for (let i = 0; i < means.length; i++) {
      const c = Math.floor(i / d);
      const move = means[i] - about[i];
      const variance = this.form.variance(covariances, d, c, i % d);
      if (weights[c] > 0 && move * move > FAR * FAR * variance) return true;
    }
    return false;
  }
}
