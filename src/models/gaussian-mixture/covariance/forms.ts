import { checkOneOf } from "../../../check.js";
import { diagonal } from "./diagonal.js";
import type { Covariance, CovarianceForm, Covariances } from "./form.js";
import { full } from "./full.js";
import { range } from "./numbers.js";
import { spherical } from "./spherical.js";
import { tied } from "./tied.js";

/** The forms by name. */
export const COVARIANCE_FORMS: Readonly<Record<Covariance, CovarianceForm>> = {
  spherical,
  diagonal,
  tied,
  full,
};

export function checkCovariance(name: string, value: unknown): Covariance {
  return checkOneOf(name, value, Object.keys(COVARIANCE_FORMS) as Covariance[]);
}

/** Flat covariances, nested as users see them. */
export function nest(
  covariances: readonly number[],
  shape: readonly number[],
): Covariances[Covariance] {
  if (shape.length === 1) return covariances.map((value) => value + 0);
  const [length, ...inner] = shape;
  const size = covariances.length / length;
  const parts = range(length).map((i) => nest(covariances.slice(i * size, (i + 1) * size), inner));
  return parts as number[][] | number[][][];
}
