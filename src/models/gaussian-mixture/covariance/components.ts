import { powerOfTwoWithin } from "../../../linear-algebra/power-of-two.js";
import type { Components } from "../../../core/forms.js";
import type { Part } from "../../../data/part.js";
import { logarithms } from "../../../core/logarithms.js";
import type { CovarianceForm, MixtureParameters } from "./form.js";

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
export function unitsOfPart(part: Part, { ownUnits }: CovarianceForm): VarianceUnits {
  const magnitudes = ownUnits ? part.rows.firstMagnitudes() : [part.rows.largestMagnitude()];
  const squares = magnitudes.map((magnitude) => {
    const unit = magnitude === 0 ? 1 : powerOfTwoWithin(magnitude);
    return Math.max(unit * unit, LEAST_UNIT);
  });
  return varianceUnits(squares, part.rows.dimensions);
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
  mixture: MixtureParameters,
  { shared, ownUnits, scored }: CovarianceForm,
  units?: VarianceUnits,
): GaussianComponents {
  const { weights, means } = mixture;
  const { variances, lower } = mixture.factors;
  const k = weights.length;
  const d = means.length / k;
  // How many variances a component has.
  const own = ownUnits ? d : 1;
  const { each, shift } = units ?? varianceUnits(variances.slice(0, own), d);
  const logs = logarithmsOfRatios(weights, variances, each);
  const offsets: number[] = [];
  for (let c = 0; c < k; c++) {
    const first = k + (shared ? 0 : c * own);
    let logDeterminant = 0;
    for (let i = first; i < first + own; i++) logDeterminant += logs[i];
    offsets.push(logs[c] - 0.5 * (d * LOG_2_PI + (d / own) * logDeterminant));
  }
  const halves = variances.map((variance) => -0.5 / variance);
  // Field by field: spread, it took a tenth of an iteration of 150 × 4.
  const { form, means: placed, groups, origins } = scored(mixture);
  return { form, stiffness: 1, offsets, means: placed, halves, lower, groups, origins, shift };
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
  for (let i = 0; i < variances.length; i++) {
    const unit = units[i % units.length];
    let ratio = variances[i] / unit;
    if (ratio < 1 / LIFT) {
      lifted.push({ at: values.length, log: -LOG_LIFT });
      ratio = (variances[i] * LIFT) / unit;
    } else if (ratio > LIFT) {
      lifted.push({ at: values.length, log: LOG_LIFT });
      ratio = variances[i] / LIFT / unit;
    }
    values.push(ratio);
  }
  const logs = logarithms(values);
  for (const { at, log } of lifted) logs[at] += log;
  return logs;
}
