import { rangeError, show, typeError } from "../../check.js";
import type { Talk } from "../../data/pending.js";
import type { Pace } from "../../data/sweep.js";
import { shapeOf } from "../../fitting/asking.js";
import { release } from "../../fitting/fit.js";
import { componentsInWords, withoutPoints } from "../../fitting/diagnostics.js";
import { watched } from "../../fitting/watched.js";
import type { Weighed } from "../../fitting/weighing.js";
import { withBatch } from "../../streams/batch.js";
import { fitInOnePass, type Learner, type Past } from "../../streams/mini-batch.js";
import type { Page } from "../../streams/reading.js";
import type { Diagnostic } from "../../types.js";
import type { Covariance, CovarianceForm, MixtureParameters, Raised } from "./covariance/form.js";
import type { fitting as mixtureFitting, GaussianMixtureState } from "./fit.js";
import type { Floors } from "./floors/floors.js";
import type { joinedBy as mixtureJoinedBy } from "./joined.js";

/**
 * The exponent of the steps where users do not say: 0.6, 0.7 and 0.8 lost more than 1 on blobs and
 * cities, in random order and sorted, for the first hypothesis is a good one already.
 */
const EXPONENT = 1;

/**
 * What a pass takes of the class: given, for what is loaded later and imports the parts of a model
 * has bundlers keep them for those, too, who use another model.
 */
export interface MixtureParts {
  readonly fitting: typeof mixtureFitting;
  readonly forms: Readonly<Record<Covariance, CovarianceForm>>;
  readonly joinedBy: typeof mixtureJoinedBy;
}

/** Fits a mixture to the rows of a source, reading each once. */
export function fitMiniBatch(
  parts: MixtureParts,
  source: unknown,
  options: unknown,
): Promise<GaussianMixtureState> {
  checkExponent((options as { readonly exponent?: unknown } | null | undefined)?.exponent);
  const { fitting } = parts;
  const begin = function* (
    points: unknown,
    given: object,
    { exponent }: Readonly<Record<string, unknown>>,
    batchRows: number,
    pace: Pace,
  ) {
    const fit = yield* fitting.prepare(points, given, pace);
    const { count } = fit.points.fitted.rows;
    const { floors } = fit.model.scales;
    let known = false;
    try {
      // Looked at while the rows are there that they follow from.
      known = floors.columns.length > 0;
    } finally {
      if (!known) release(fit);
    }
    const state = yield* watched(fitting.iterations(fit), () => {});
    const ordinary = (state.totalWeight / count) * batchRows;
    return new MixtureLearner(parts, state, floors, checkExponent(exponent), ordinary);
  };
  return fitInOnePass({ fitting, own: ["exponent"], begin }, source, options);
}

/** A mixture that goes on from what it was fitted to. */
class MixtureLearner implements Learner<GaussianMixtureState> {
  readonly #parts: MixtureParts;
  readonly #state: GaussianMixtureState;
  readonly #floors: Floors;
  readonly #exponent: number;
  /** What a batch weighs, if it is as the first rows are. */
  readonly #ordinary: number;
  #mixture: MixtureParameters & { readonly raised?: readonly Raised[] };
  #total: number;

  constructor(
    parts: MixtureParts,
    state: GaussianMixtureState,
    floors: Floors,
    exponent: number,
    ordinary: number,
  ) {
    this.#parts = parts;
    this.#state = state;
    this.#floors = floors;
    this.#exponent = exponent;
    this.#ordinary = ordinary;
    this.#mixture = state;
    this.#total = state.totalWeight;
  }

  get first(): number {
    return this.#state.logLikelihood;
  }

  learn(page: Page): Talk<number> {
    const shape = shapeOf(this.#state, "means", this.#mixture.means);
    return withBatch(page, shape, (weighed) => this.#learn(weighed));
  }

  finish({ history, diagnostic }: Past): GaussianMixtureState {
    const { weights, means, covariances, factors, raised = [] } = this.#mixture;
    const empty = weights.flatMap((weight, c) => (weight === 0 ? [c] : []));
    const floored = [...new Set(raised.flatMap(({ components }) => components))];
    return {
      ...this.#state,
      weights,
      means,
      covariances,
      factors,
      logLikelihood: history.at(-1)!,
      totalWeight: this.#total,
      labels: new Int32Array(0),
      sizes: weights.map((weight) => weight * this.#total),
      iterations: history.length,
      converged: false,
      history,
      diagnostics: [
        diagnostic,
        ...withoutPoints(empty, this.#state.k, false),
        ...flooredAtLast(floored),
      ],
    };
  }

  *#learn(weighed: Weighed): Talk<number> {
    const weight = weighed.total * weighed.unit;
    this.#total += weight;
    const share = this.#shareOf(weight);
    const form = this.#parts.forms[this.#state.covariance];
    const joined = yield* this.#parts.joinedBy(this.#mixture, form, this.#floors, weighed, share);
    this.#mixture = joined.mixture;
    return joined.logLikelihood;
  }

  /**
   * γ = t^−α, t the number of batches so far, those among the first rows included; of a batch that weighs less than an
   * ordinary one its part, so that where the source ends does not weigh more.
   */
  #shareOf(weight: number): number {
    const part = Math.min(weight / this.#ordinary, 1);
    return (weight / this.#total) ** this.#exponent * part ** (1 - this.#exponent);
  }
}

function flooredAtLast(components: readonly number[]): Diagnostic[] {
  if (components.length === 0) return [];
  const message = `the variances of ${componentsInWords(components)} stand at their floor; try a smaller k or a leaner covariance`;
  return [{ code: "variance-floored", message, components }];
}

function checkExponent(exponent: unknown = EXPONENT): number {
  if (typeof exponent === "number" && exponent > 0.5 && exponent <= 1) return exponent;
  const refuse = typeof exponent === "number" ? rangeError : typeError;
  throw refuse("exponent", "a number above 0.5, at most 1", show(exponent));
}
