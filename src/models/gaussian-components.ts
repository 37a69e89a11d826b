import { solve } from "../cholesky.js";
import { type Components, SPHERICAL, TIED } from "../wasm/forms.js";
import { logarithms } from "../wasm/logarithms.js";
import { powerOfTwoWithin } from "../power-of-two.js";
import { COVARIANCE_FORMS, type Covariance } from "./covariances.js";
import type { MixtureParameters } from "./mixture-parameters.js";

const LOG_2_PI = 1.8378770664093456;

/** What a ratio is multiplied by that might else lose digits near the end of float64: 2^500. */
const LIFT = 2 ** 500;
const LOG_LIFT = 346.57359027997264;

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
  { weights, means, factors: { variances, lower } }: MixtureParameters,
  covariance: Covariance,
  units?: VarianceUnits,
): GaussianComponents {
  const k = weights.length;
  const d = means.length / k;
  const { form } = COVARIANCE_FORMS[covariance];
  // How many variances a component has, and from where: tied, all have the same.
  const own = form === SPHERICAL ? 1 : d;
  const { each, shift } = units ?? varianceUnits(variances.slice(0, own), d);
  const relative = weights.slice();
  const lifted: number[] = [];
  for (let i = 0; i < variances.length; i++) {
    const ratio = variances[i] / each[i % own];
    if (ratio < 1 / LIFT) lifted.push(relative.length);
    relative.push(ratio < 1 / LIFT ? (variances[i] * LIFT) / each[i % own] : ratio);
  }
  const logs = logarithms(relative);
  for (const i of lifted) logs[i] -= LOG_LIFT;
  const offsets = weights.map((_, c) => {
    const first = k + (form === TIED ? 0 : c * own);
    let logDeterminant = 0;
    for (let i = first; i < first + own; i++) logDeterminant += logs[i];
    return logs[c] - 0.5 * (d * LOG_2_PI + (d / own) * logDeterminant);
  });
  const halves = variances.map((variance) => -0.5 / variance);
  const common = { form, stiffness: 1, offsets, halves, lower, shift };
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
