import type { FactoredCovariances } from "./form.js";
import { range } from "./numbers.js";

/** What of each list of k components' covariances belongs to one of them. */
function part(values: readonly number[], c: number, k: number): readonly number[] {
  const length = values.length / k;
  return values.slice(c * length, (c + 1) * length);
}

/** The covariance of one of k components that each have their own. */
export function ownCovariance(
  { covariances, factors }: FactoredCovariances,
  c: number,
  k: number,
): FactoredCovariances {
  return {
    covariances: part(covariances, c, k),
    factors: { variances: part(factors.variances, c, k), lower: part(factors.lower, c, k) },
  };
}

/** The covariances of k components, each where it is given in place of that which was there. */
export function withCovariances(
  all: FactoredCovariances,
  k: number,
  given: (c: number) => FactoredCovariances | undefined,
): FactoredCovariances {
  const each = range(k).map((c) => given(c) ?? ownCovariance(all, c, k));
  return {
    covariances: each.flatMap(({ covariances }) => covariances),
    factors: {
      variances: each.flatMap(({ factors }) => factors.variances),
      lower: each.flatMap(({ factors }) => factors.lower),
    },
  };
}
