import { solve } from "../../../linear-algebra/ldl.js";
import { powerOfTwoWithin } from "../../../linear-algebra/power-of-two.js";
import { APART, type Components, type Form, SPHERICAL, TIED } from "../../../core/forms.js";
import type { Rows } from "../../../core/rows.js";
import { logarithms } from "../../../core/logarithms.js";
import { COVARIANCE_FORMS, type Covariance } from "./forms.js";
import type { MixtureParameters } from "./parameters.js";

/** A unit that can be divided by. */
const LEAST_UNIT = 2 ** -1000;

const LOG_2_PI = 1.8378770664093456;

/** A mixture as the kernels take it. */
export interface GaussianComponents extends Components {
  /** What its log-densities lack, for they are per unit of the variances: in nats, of each point. */
  readonly shift: number;
}

/** What variances are measured in where their logarithms are taken. */
export interface VarianceUnits {
  /** Powers of two: one, or d. */
  readonly each: readonly number[];
  /** The logarithm of a density in these units less that of one in the user's. */
  readonly shift: number;
}

/** Units near the squares of the columns' values, or for one variance of all columns of the largest. */
export function unitsOfRows(rows: Rows, { form }: { readonly form: Form }): VarianceUnits {
  const d = rows.dimensions;
  const magnitudes =
    form === SPHERICAL
      ? [rows.largestMagnitude()]
      : Array.from({ length: d }, (_, j) => firstMagnitude(rows, j));
  const squares = magnitudes.map((magnitude) => {
    const unit = magnitude === 0 ? 1 : powerOfTwoWithin(magnitude);
    return Math.max(unit * unit, LEAST_UNIT);
  });
  return varianceUnits(squares, d);
}

/** The magnitude of the first value in a column that is not 0, which is all its unit asks for. */
function firstMagnitude(rows: Rows, column: number): number {
  const values = rows.view();
  for (let i = column; i < values.length; i += rows.dimensions) {
    if (values[i] !== 0) return Math.abs(values[i]);
  }
  return 0;
}

/** Units near these variances of a component, one or d. */
export function varianceUnits(variances: readonly number[], d: number): VarianceUnits {
  const each = variances.map(powerOfTwoWithin);
  const logs = logarithms(each).reduce((sum, log) => sum + log, 0);
  return { each, shift: -0.5 * (d / variances.length) * logs };
}

/**
 * A mixture as the kernels take it. Logarithms are of variances over their units, powers of two,
 * so that scores have the same bits in whatever unit a column comes.
 *
 * @param units of the variances of one component; if they are not given, near the first one's
 */
export function gaussianComponents(
  { weights, means, covariances, factors: { variances, lower } }: MixtureParameters,
  covariance: Covariance,
  units?: VarianceUnits,
): GaussianComponents {
  const k = weights.length;
  const d = means.length / k;
  const { form } = COVARIANCE_FORMS[covariance];
  // How many variances a component has, and from where: tied, all have the same.
  const own = form === SPHERICAL ? 1 : d;
  const { each, shift } = units ?? varianceUnits(variances.slice(0, own), d);
  const logs = logarithmsOfRatios(weights, variances, each);
  const offsets = weights.map((_, c) => {
    const first = k + (form === TIED ? 0 : c * own);
    let logDeterminant = 0;
    for (let i = first; i < first + own; i++) logDeterminant += logs[i];
    return logs[c] - 0.5 * (d * LOG_2_PI + (d / own) * logDeterminant);
  });
  const halves = variances.map((variance) => -0.5 / variance);
  const common = { form, stiffness: 1, offsets, halves, lower, shift };
  if (form !== TIED) return { ...common, means };
  const { groups, turned, origins } = turnedMeans(means, covariances, lower, variances);
  if (origins.length === d) return { ...common, means: turned, origins };
  return { ...common, form: APART, means: turned, groups, origins };
}

/** What a ratio is multiplied or divided by that might else leave the range of float64: 2^500. */
const LIFT = 2 ** 500;
const LOG_LIFT = 346.5735902799726;

/** ln of each weight, and of each variance over its unit. */
function logarithmsOfRatios(
  weights: readonly number[],
  variances: readonly number[],
  units: readonly number[],
): number[] {
  const values = weights.slice();
  const lifted: { readonly at: number; readonly log: number }[] = [];
  variances.forEach((variance, i) => {
    const unit = units[i % units.length];
    let ratio = variance / unit;
    if (ratio < 1 / LIFT) {
      lifted.push({ at: values.length, log: -LOG_LIFT });
      ratio = (variance * LIFT) / unit;
    } else if (ratio > LIFT) {
      lifted.push({ at: values.length, log: LOG_LIFT });
      ratio = variance / LIFT / unit;
    }
    values.push(ratio);
  });
  const logs = logarithms(values);
  for (const { at, log } of lifted) logs[at] += log;
  return logs;
}

/** How many of its deviations a coordinate may lie from the origin that points are turned about. */
const NEAR = 2 ** 20;

/** The same in deviations of what other coordinates leave unexplained of it. */
const NEAR_UNEXPLAINED = 2 ** 24;

/**
 * L⁻¹ (m − origin) of the means of a tied mixture: the origin is the first mean that is near enough.
 *
 * What is 2^e deviations from its origin is rounded to 2^(e − 53) of them, and the logarithm of a
 * density to that times the deviations from its mean: to 1e-9 at worst for coordinates that do not
 * depend on each other, to 1e-8 for those that nearly do. To ask for more would give fits of
 * collinear columns several origins whose components are some deviations apart, and each origin
 * takes another turn of all points.
 *
 * @param covariances the tied matrix, L D Lᵀ
 * @returns for each mean the index of its origin, and itself turned about it
 */
function turnedMeans(
  means: readonly number[],
  covariances: readonly number[],
  lower: readonly number[],
  variances: readonly number[],
): { groups: number[]; turned: number[]; origins: number[] } {
  const d = variances.length;
  const most = variances.map((variance, j) => ({
    away: NEAR * Math.sqrt(covariances[j * d + j]),
    terms: NEAR_UNEXPLAINED * Math.sqrt(variance),
  }));
  const terms = new Float64Array(d);
  const groups: number[] = [];
  const turned: number[] = [];
  const origins: number[] = [];
  for (let at = 0; at < means.length; at += d) {
    for (let origin = 0, found = false; !found; origin += d) {
      // Beyond the last it is an origin of its own.
      if (origin === origins.length) origins.push(...means.slice(at, at + d));
      const away = most.map((_, j) => means[at + j] - origins[origin + j]);
      const z = solve(lower, away, terms);
      found = most.every((of, j) => Math.abs(away[j]) <= of.away && terms[j] <= of.terms);
      if (!found) continue;
      groups.push(origin / d);
      turned.push(...z);
    }
  }
  return { groups, turned, origins };
}
