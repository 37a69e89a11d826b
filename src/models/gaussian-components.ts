import { solve } from "../cholesky.js";
import { type Components, SPHERICAL, TIED } from "../wasm/forms.js";
import { logarithms } from "../wasm/logarithms.js";
import { COVARIANCE_FORMS, type Covariance } from "./covariances.js";
import type { MixtureParameters } from "./mixture-parameters.js";

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
