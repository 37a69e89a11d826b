import { checkRecord, lengthOf, rangeError, show, typeError } from "../../../check.js";
import { type Factor, factorize, multiply } from "../../../linear-algebra/ldl.js";
import { pointsSource } from "../../../points/points.js";
import { checkCount, valuesOf } from "../../../points/forms.js";
import type { CovarianceForm, FactoredCovariances, Factors, MixtureParameters } from "./form.js";
import { TINY } from "../floors/floors.js";

/** Parameters with their shape. */
export interface CheckedParameters extends MixtureParameters {
  readonly k: number;
  readonly d: number;
}

/** Weights need not sum to 1 to the last digit. */
const SUM_TOLERANCE = 1e-6;
/** How far a matrix may be from symmetric, relative to its variances. */
const SYMMETRY_TOLERANCE = 1e-8;
/** The least share of a coordinate's variance that the others may leave unexplained. */
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
    /** What the covariances are products of, where it is known; else it is computed. */
    readonly factors?: unknown;
  },
  form: CovarianceForm,
  shape?: { readonly k: number; readonly d: number },
): CheckedParameters {
  const means = openMeans(`${prefix}means`, given.means, shape);
  const { count: k, dimensions: d } = means;
  const weights = checkWeightsSum(`${prefix}weights`, given.weights, k);
  const values = valuesOf(means);
  return { k, d, weights, means: values, ...checkFactored(prefix, given, form, k, d) };
}

/** @param shape k and d where they are known from elsewhere */
function openMeans(
  name: string,
  means: unknown,
  shape?: { readonly k: number; readonly d: number },
) {
  const source = pointsSource(name, means);
  const { count, dimensions } = source;
  if (shape === undefined || (count === shape.k && dimensions === shape.d)) return source;
  throw rangeError(name, `k × d values (${shape.k} × ${shape.d})`, `${count} × ${dimensions}`);
}

/** k × d means, row-major. */
export function checkMeans(name: string, means: unknown, k: number, d: number): number[] {
  return valuesOf(openMeans(name, means, { k, d }));
}

/** Covariances, and what they are products of: as it is given, or else computed. */
export function checkFactored(
  prefix: string,
  given: { readonly covariances: unknown; readonly factors?: unknown },
  form: CovarianceForm,
  k: number,
  d: number,
): FactoredCovariances {
  const name = `${prefix}covariances`;
  const covariances = checkCovariances(name, given.covariances, form, k, d);
  const known = form.matrices && given.factors !== undefined;
  if (form.matrices && !known) checkDefinite(name, covariances, form, d);
  const factors = known
    ? checkFactors(`${prefix}factors`, given.factors, name, covariances, d)
    : form.factors(covariances, d);
  return { covariances, factors };
}

/** k weights of at least 0 that sum to 1. */
export function checkWeightsSum(name: string, weights: unknown, k: number): number[] {
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
  { matrices, shape }: CovarianceForm,
  k: number,
  d: number,
): number[] {
  const lengths = shape(k, d);
  if (!matrices) {
    return readNested(name, covariances, lengths, isDivisor, `of at least ${TINY}`);
  }
  const values = readNested(name, covariances, lengths, () => true, "");
  forEachMatrix(name, values, lengths, (matrix, which) => checkSymmetric(which, matrix, d));
  return values;
}

/** Visits the matrices among flat covariances, with what a message calls them. */
function forEachMatrix(
  name: string,
  values: readonly number[],
  shape: readonly number[],
  visit: (matrix: readonly number[], name: string) => void,
): void {
  const d = shape.at(-1)!;
  for (let at = 0; at < values.length; at += d * d) {
    visit(values.slice(at, at + d * d), shape.length === 3 ? `${name}[${at / d / d}]` : name);
  }
}

function checkDefinite(
  name: string,
  covariances: readonly number[],
  { shape }: CovarianceForm,
  d: number,
): void {
  forEachMatrix(name, covariances, shape(covariances.length / d / d, d), (matrix, which) => {
    const { unexplained, variances } = factorize(matrix, d);
    if (unexplained > LEAST_UNEXPLAINED && variances.every(isDivisor)) return;
    throw rangeError(which, "a positive definite matrix", "one that is not");
  });
}

/** Whether a variance can be divided by. Half of TINY: squares of its root and means of it round down. */
export function isDivisor(variance: number): boolean {
  return variance >= TINY / 2;
}

/** Factors that a fit left behind: they have to be those of the covariances beside them. */
function checkFactors(
  name: string,
  factors: unknown,
  of: string,
  covariances: readonly number[],
  d: number,
): Factors {
  const count = covariances.length / d / d;
  const below = (d * (d - 1)) / 2;
  const known = ["variances", "lower"];
  const given = checkRecord(name, factors, known);
  const { variances, lower } = {
    variances: readNested(
      `${name}.variances`,
      given["variances"],
      [count * d],
      isDivisor,
      "above 0",
    ),
    lower: readNested(`${name}.lower`, given["lower"], [count * below], () => true, ""),
  };
  for (let c = 0; c < count; c++) {
    const factor = {
      variances: variances.slice(c * d, (c + 1) * d),
      lower: lower.slice(c * below, (c + 1) * below),
    };
    if (!isFactorOf(factor, covariances.slice(c * d * d, (c + 1) * d * d), d)) {
      throw rangeError(name, `the factors of "${of}"`, "others");
    }
  }
  return { variances, lower };
}

/**
 * Whether L D Lᵀ is this matrix, up to what rounding can have left between them.
 *
 * That is (d + 2) 2^-52 √(Σii Σjj) at most, whatever the matrix: half of it from factoring, half
 * from multiplying, for either rounds d or so terms L_ip D_p L_jp, whose magnitudes sum to no more
 * than √(Σii Σjj) by Cauchy's inequality (Higham, Accuracy and Stability of Numerical Algorithms,
 * 2002, theorem 10.3). Four times that is allowed; of 170,000 matrices of fits none took more than 0.35 of it.
 * Factoring the matrix again and comparing D is no such test: of a nearly singular matrix it gives
 * another D, and a fit's own was refused.
 *
 * @param matrix of which the lower triangle is read, as factoring does
 */
function isFactorOf(factor: Factor, matrix: readonly number[], d: number): boolean {
  const product = multiply(factor);
  const deviations = Array.from({ length: d }, (_, j) => Math.sqrt(matrix[j * d + j]));
  const tolerance = 4 * (d + 2) * 2 ** -52;
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      const at = i * d + j;
      const most = tolerance * deviations[i] * deviations[j];
      // Not a comparison the other way round: a NaN, from what overflowed, is no agreement.
      if (!(Math.abs(product[at] - matrix[at]) <= most)) return false;
    }
  }
  return true;
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
  checkCount(
    name,
    shape.reduce((product, length) => product * length),
  );
  const values: number[] = [];
  readInto(values, name, value, shape, allowed, range);
  return values;
}

/** Appends them to `values`; an array for each list took as long as an E-step at 16 × 64 × 64. */
function readInto(
  values: number[],
  name: string,
  value: unknown,
  shape: readonly number[],
  allowed: (value: number) => boolean,
  range: string,
): void {
  const [length, ...inner] = shape;
  const expected = `${shape.join(" × ")} numbers`;
  const got = lengthOf(value);
  if (got === undefined) throw typeError(name, expected, show(value));
  if (got !== length) throw rangeError(name, expected, `${got} entries`);
  for (let i = 0; i < length; i++) {
    const item = (value as ArrayLike<unknown>)[i];
    if (inner.length > 0) {
      readInto(values, `${name}[${i}]`, item, inner, allowed, range);
    } else if (typeof item !== "number") {
      const hint =
        lengthOf(item) !== undefined ? " (too deep; does covariance name the right form?)" : "";
      throw typeError(`${name}[${i}]`, "a finite number", show(item) + hint);
    } else if (!Number.isFinite(item) || !allowed(item)) {
      throw rangeError(`${name}[${i}]`, `a finite number ${range}`.trim(), show(item));
    } else {
      // −0 becomes 0, as JSON would have it.
      values.push(item + 0);
    }
  }
}
