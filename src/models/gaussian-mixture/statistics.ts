import { checkLength, rangeError, show } from "../../check.js";
import type { Shape } from "../../fitting/asking.js";
import { largest } from "../../fitting/fit.js";
import { densityShift } from "../../fitting/standardize.js";
import { powerOfTwoWithin } from "../../linear-algebra/power-of-two.js";
import { SIZES } from "../../questions/mixture-statistics.js";
import { type Identity, identityOf } from "../../statistics/identity.js";
import { momentsOfAll, objectiveOf } from "../../statistics/moments-content.js";
import { checkStatisticsOptions, type StatisticsOptions } from "../../statistics/options.js";
import type { Statistics } from "../../statistics/statistics.js";
import { insideFor } from "../../statistics/taken.js";
import { afterStep } from "../../statistics/steps.js";
import { momentsStatistics } from "../../statistics/taking.js";
import type { Numbers } from "../../types.js";
import { unitsOfPart, varianceUnits, type VarianceUnits } from "./covariance/components.js";
import type { CovarianceForm, MixtureParameters } from "./covariance/form.js";
import { COVARIANCE_FORMS } from "./covariance/forms.js";
import { estimated } from "./estimate.js";
import { checkTotalWeight, type GaussianMixtureState, REGULARIZATION } from "./fit.js";
import { ColumnScales } from "./floors/column-scales.js";
import { Floors } from "./floors/floors.js";
import { GaussianModel } from "./model.js";

/** Which rows of a table statistics of a mixture are taken of, and in which units densities are. */
export interface MixtureStatisticsOptions extends StatisticsOptions {
  /**
   * What variances are measured in where densities are: powers of two, one a column, or one alone for
   * spherical covariances. Parts have to have them in common. Default: those of the model's first
   * covariance, which tell nothing of the points; with a `rowStart` those that a fit of these rows
   * would take, near the squares of the first values (spherical: of the largest), so that the part
   * with row 0 has those of a fit of all, and others take `units: first.units` from it.
   */
  readonly units?: Numbers | undefined;
}

function mixtureIdentity(state: GaussianMixtureState): Identity {
  return identityOf("GaussianMixture", state, state.covariance, thetaOf(state));
}

function thetaOf({ weights, means, covariances }: MixtureParameters) {
  return [weights, means, covariances];
}

/** What {@link GaussianMixture.statistics} gives. */
export function statisticsOfMixture(
  state: GaussianMixtureState,
  shape: Shape,
  points: unknown,
  options: unknown,
): Statistics {
  const { k, dimensions: d, standardization } = state;
  const form = COVARIANCE_FORMS[state.covariance];
  const checked = checkStatisticsOptions(options, ["units"]);
  const given = checkUnits(checked.given["units"], form.ownUnits ? d : 1);
  const ofTheta = form.ownUnits
    ? state.factors.variances.slice(0, d)
    : state.factors.variances.slice(0, 1);
  const identity = mixtureIdentity(state);
  return momentsStatistics(
    points,
    checked,
    shape,
    identity,
    form.inCore,
    ({ part, total, unit }, pass) => {
      checkTotalWeight({ total: total * unit });
      const units: VarianceUnits =
        given === undefined && checked.rowStart !== undefined
          ? unitsOfPart(part, form)
          : varianceUnits(given ?? ofTheta, d);
      const scales = new ColumnScales(part, REGULARIZATION);
      const theta = { ...state, raised: [] };
      const first = () => theta;
      const model = new GaussianModel(part, total, k, 0, form, scales, first, { pass, units });
      return {
        eStep: () => model.eStep(theta),
        meaning: {
          stiffness: 1,
          units: units.each,
          shifts: [units.shift, densityShift(standardization)],
        },
      };
    },
  );
}

function checkUnits(units: unknown, count: number): number[] | undefined {
  if (units === undefined) return undefined;
  checkLength("units", units, "one power of two per unit", count);
  return Array.from({ length: count }, (_, j) => {
    const unit: unknown = (units as ArrayLike<unknown>)[j];
    if (
      typeof unit === "number" &&
      unit > 0 &&
      unit < Infinity &&
      powerOfTwoWithin(unit) === unit
    ) {
      return unit;
    }
    throw rangeError("units", "powers of two", `${show(unit)} at index ${j}`);
  });
}

/** What {@link GaussianMixture.solve} makes a model of. */
export function solvedMixture(
  state: GaussianMixtureState,
  statistics: unknown,
): GaussianMixtureState {
  const { k, dimensions } = state;
  const form = COVARIANCE_FORMS[state.covariance];
  const identity = mixtureIdentity(state);
  const { content, sizes, totalWeight } = insideFor(statistics, identity, "moments");
  const all = momentsOfAll(content, k, dimensions);
  const floors = floorsBy(all, state.means, form, k);
  const { weights, means, covariances, factors } = estimated(
    all,
    state.means,
    k,
    form,
    floors,
    () => state,
  );
  const next = { weights, means, covariances, factors };
  const logLikelihood = objectiveOf(content, all);
  const step = afterStep(sizes, state, logLikelihood, thetaOf(state), thetaOf(next));
  return { ...state, ...step, ...next, logLikelihood, totalWeight };
}

/**
 * Floors of variances by the deviations of the columns: statistics know no spread that far points
 * leave alone.
 */
function floorsBy(
  all: readonly number[],
  about: readonly number[],
  form: CovarianceForm,
  k: number,
): Floors {
  const { means, deviations } = columnsBy(all, about, form, k);
  const magnitudes = means.map((mean, j) => Math.abs(mean) + deviations[j]);
  const columns = () => ({ spreads: deviations, nearSpreads: deviations, magnitudes });
  // No column has a floor, and no component a mean, beyond what this leaves room for.
  return new Floors(columns, REGULARIZATION, Math.max(largest(about), largest(magnitudes)));
}

/** Mean and deviation of each column over all components. */
function columnsBy(
  all: readonly number[],
  about: readonly number[],
  form: CovarianceForm,
  k: number,
) {
  const d = about.length / k;
  const sizes = all.slice(SIZES, SIZES + k);
  const sums = all.slice(SIZES + k, SIZES + k + k * d);
  const second = all.slice(SIZES + k + k * d);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const columns = Array.from({ length: d }, (_, j) => {
    const over = (of: (c: number, i: number) => number) =>
      sizes.reduce((sum, _, c) => sum + of(c, c * d + j), 0);
    const mean = over((c, i) => sizes[c] * about[i] + sums[i]) / total;
    const squares = form.shared
      ? form.squares(second, d, 0, j)
      : over((c) => form.squares(second, d, c, j));
    // About the mean of all, where they were about those of the components.
    const between = over((c, i) => {
      const away = about[i] - mean;
      return away * (2 * sums[i] + sizes[c] * away);
    });
    return { mean, deviation: Math.sqrt(Math.max((squares + between) / total, 0)) };
  });
  return {
    means: columns.map(({ mean }) => mean),
    deviations: columns.map(({ deviation }) => deviation),
  };
}
