import { isArrayLike, rangeError, show, typeError } from "../check.js";
import { factorize } from "../cholesky.js";
import { pointsSource } from "../points.js";
import { checkValue } from "../sources.js";
import { COVARIANCE_FORMS, type Covariance, type Factors, TINY } from "./covariances.js";

/** A mixture's parameters, flat, checked or found. */
export interface MixtureParameters {
  /** π, k values. */
  readonly weights: readonly number[];
  /** μ, k × d, row-major. */
  readonly means: readonly number[];
  /** In the order of {@link Covariances}. */
  readonly covariances: readonly number[];
  /**
   * What the covariances are products of. Their factors, computed again from the products,
   * would have lost digits where a floor was touched.
   */
  readonly factors: Factors;
}

/** Parameters with their shape. */
export interface CheckedParameters extends MixtureParameters {
  readonly k: number;
  readonly d: number;
}

/** Weights need not sum to 1 to the last digit. */
const SUM_TOLERANCE = 1e-6;
/** How far a matrix may be from symmetric, relative to its variances. */
const SYMMETRY_TOLERANCE = 1e-8;
/** The least share of a coordinate's variance that the others may leave unexplained: fits leave 16 times as much. */
const LEAST_UNEXPLAINED = 2 ** -44;

/**
 * Checks the parameters of a mixture that a user or a file gives.
 *
 * @param prefix what stands before the names in messages, such as `start.`
 * @param shape k and d where they are known from elsewhere; else the means decide
 */
export function checkParameters(
  prefix: string,
  given: {
    readonly weights: unknown;
    readonly means: unknown;
    readonly covariances: unknown;
  },
  covariance: Covariance,
  shape?: { readonly k: number; readonly d: number },
): CheckedParameters {
  const means = pointsSource(`${prefix}means`, given.means);
  const { count: k, dimensions: d } = means;
  if (shape !== undefined && (k !== shape.k || d !== shape.d)) {
    throw rangeError(`${prefix}means`, `k × d values (${shape.k} × ${shape.d})`, `${k} × ${d}`);
  }
  const weights = checkWeightsSum(`${prefix}weights`, given.weights, k);
  const values: number[] = [];
  for (let c = 0; c < k; c++) for (let j = 0; j < d; j++) values.push(checkValue(means, c, j));
  const name = `${prefix}covariances`;
  const covariances = checkCovariances(name, given.covariances, covariance, k, d);
  const factors = COVARIANCE_FORMS[covariance].factors(covariances, d);
  return { k, d, weights, means: values, covariances, factors };
}

function checkWeightsSum(name: string, weights: unknown, k: number): number[] {
  const values = readNested(name, weights, [k], (value) => value >= 0, "of at least 0");
  const sum = values.reduce((total, value) => total + value, 0);
  if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) {
    throw rangeError(name, "numbers that sum to 1", `a sum of ${sum}`);
  }
  return values;
}

function checkCovariances(
  name: string,
  covariances: unknown,
  covariance: Covariance,
  k: number,
  d: number,
): number[] {
  const { shape, matrices } = COVARIANCE_FORMS[covariance];
  const form = shape(k, d);
  if (!matrices) {
    return readNested(name, covariances, form, (value) => value >= TINY, `of at least ${TINY}`);
  }
  const values = readNested(name, covariances, form, () => true, "");
  const none = new Array<number>(d).fill(0);
  for (let at = 0; at < values.length; at += d * d) {
    const matrix = values.slice(at, at + d * d);
    const which = form.length === 3 ? `${name}[${at / d / d}]` : name;
    checkSymmetric(which, matrix, d);
    const { unexplained, variances } = factorize(matrix, none);
    const definite = unexplained > LEAST_UNEXPLAINED && variances.every((value) => value >= TINY);
    if (!definite) throw rangeError(which, "a positive definite matrix", "one that is not");
  }
  return values;
}

function checkSymmetric(name: string, matrix: readonly number[], d: number): void {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [matrix[i * d + j], matrix[j * d + i]];
      const scale = Math.sqrt(Math.abs(matrix[i * d + i])) * Math.sqrt(Math.abs(matrix[j * d + j]));
      if (Math.abs(a - b) > SYMMETRY_TOLERANCE * scale) {
        const got = `${a} at [${i}][${j}] and ${b} at [${j}][${i}]`;
        throw rangeError(name, "a symmetric matrix", got);
      }
    }
  }
}

/** Lists in lists of the given lengths, flat; every length is compared before its items are read. */
function readNested(
  name: string,
  value: unknown,
  shape: readonly number[],
  allowed: (value: number) => boolean,
  range: string,
): number[] {
  const [length, ...inner] = shape;
  const expected = `${shape.join(" × ")} numbers`;
  if (!isArrayLike(value)) throw typeError(name, expected, show(value));
  if (value.length !== length) throw rangeError(name, expected, `${value.length} entries`);
  return Array.from(value, (item, i) => {
    const at = `${name}[${i}]`;
    if (inner.length > 0) return readNested(at, item, inner, allowed, range);
    if (typeof item !== "number") throw typeError(at, "a finite number", show(item));
    if (!Number.isFinite(item) || !allowed(item)) {
      throw rangeError(at, `a finite number ${range}`.trim(), show(item));
    }
    return [item];
  }).flat();
}
