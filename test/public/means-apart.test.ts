import fc from "fast-check";
import { GaussianMixture, Points } from "mixtura";
import { describe, expect, it } from "vitest";
import { uniforms, worstError } from "../data.js";
import * as reference from "../reference/gaussian-mixture.js";

/**
 * Tied components have one matrix, but their means may be any distance apart: no density is to be
 * lost in the distance of another mean, and nothing depends on which mean comes first.
 */

const AROUND_LANES = [1, 2, 7, 8, 9, 17];

const cases = fc.record({
  seed: fc.nat(),
  d: fc.integer({ min: 1, max: 9 }),
  k: fc.integer({ min: 2, max: 6 }),
  n: fc.constantFrom(...AROUND_LANES, 300),
  far: fc.integer({ min: 0, max: 30 }),
  precision: fc.constantFrom("float64" as const, "float32" as const),
});
type Case = typeof cases extends fc.Arbitrary<infer Of> ? Of : never;

/** Means some of which are near each other, others up to 10^far apart; and points around them. */
function mixtureOf({ seed, d, k, n, far, precision }: Case) {
  const uniform = uniforms(seed);
  const row = (size: number) => Array.from({ length: d }, () => size * (2 * uniform() - 1));
  const sides = Array.from({ length: d }, () => row(1));
  const covariance = sides.map((a, i) =>
    sides.map((b, j) => a.reduce((sum, v, p) => sum + v * b[p], 0) + Number(i === j)),
  );
  const means: number[][] = [];
  for (let c = 0; c < k; c++) {
    const near = means[Math.floor(uniform() * c)];
    if (c > 0 && uniform() < 0.4) means.push(near.map((value) => value + 3 * uniform()));
    else means.push(row(10 ** (uniform() < 0.5 ? far : far * uniform())));
  }
  const raw = means.map(() => 0.1 + uniform());
  const total = raw.reduce((a, b) => a + b);
  const points = Array.from({ length: n }, () => {
    const m = means[Math.floor(uniform() * k)];
    const x = m.map((value) => value + 4 * (uniform() - 0.5));
    return precision === "float32" ? x.map(Math.fround) : x;
  });
  return { weights: raw.map((value) => value / total), means, covariance, points };
}

describe("a tied mixture whose means lie far apart", () => {
  it("has the densities of any order of its means", () => {
    const expected = [-1.612_085_71, -2.112_085_71, -3.612_085_71, -6.112_085_71];
    for (const means of [
      [1e17, 0],
      [0, 1e17],
    ]) {
      const parameters = { weights: [0.5, 0.5], means, covariances: [[1]] };
      const model = GaussianMixture.from({ ...parameters, covariance: "tied" });
      expect(worstError(model.logDensity([0, 1, 2, 3]), expected)).toBeLessThan(1e-8);
    }
  });

  it("has those of full matrices that are equal, and of the reference, whatever comes first", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { weights, means, covariance, points: rows } = mixtureOf(given);
        const { seed, k, precision } = given;
        const points = Points.from(rows, { precision });
        const tied = (order: readonly number[]) =>
          GaussianMixture.from({
            weights: order.map((c) => weights[c]),
            means: order.map((c) => means[c]),
            covariances: covariance,
            covariance: "tied",
          });
        const same = means.map((_, c) => c);
        const model = tied(same);
        const each = { weights, means, covariances: means.map(() => covariance) };
        const full = GaussianMixture.from({ ...each, covariance: "full" });
        const densities = full.logDensity(points);
        expect(worstError(model.logDensity(points), densities, 1)).toBeLessThan(1e-9);
        const shares = full.responsibilities(points);
        expect(worstError(model.responsibilities(points), shares, 1)).toBeLessThan(1e-9);
        const parameters = { weights, means, covariances: covariance };
        const known = rows.map((x) => reference.logLikelihood([x], parameters, "tied"));
        expect(worstError(densities, known, 1)).toBeLessThan(1e-9);
        // Not where rounding decides between two.
        const labels = model.predict(points);
        labels.forEach((label, i) => {
          const own = Array.from(shares.subarray(i * k, (i + 1) * k));
          expect(own[label]).toBeGreaterThan(Math.max(...own) - 1e-9);
        });
        const turned = same.map((c) => (c + 1 + (seed % (k - 1))) % k);
        for (const order of [turned, same.toReversed()]) {
          const other = tied(order);
          expect(worstError(other.logDensity(points), densities, 1)).toBeLessThan(1e-9);
          const back = other.responsibilities(points);
          const permuted = shares.map((_, at) => {
            const [row, c] = [Math.floor(at / k), at % k];
            return back[row * k + order.indexOf(c)];
          });
          expect(worstError(permuted, shares, 1)).toBeLessThan(1e-9);
        }
        points.dispose();
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps its digits where columns nearly depend on each other", () => {
    for (const trace of [1e-3, 1e-5]) {
      for (let far = 0; far <= 30; far++) {
        const covariances = [
          [1, 1],
          [1, 1 + trace * trace],
        ];
        const means = [
          [10 ** far, 0],
          [0, 0],
          [1, 1 + trace],
        ];
        const points = [
          [0, 0],
          [0.5, 0.5 + trace],
          [2, 2 - trace],
          [-1, -1],
        ];
        const weights = [0.25, 0.25, 0.5];
        const full = GaussianMixture.from({
          weights,
          means,
          covariances: means.map(() => covariances),
          covariance: "full",
        });
        const tied = GaussianMixture.from({ weights, means, covariances, covariance: "tied" });
        const error = worstError(tied.logDensity(points), full.logDensity(points), 1);
        expect(error, `10^${far}`).toBeLessThan(1e-7);
      }
    }
  });
});

describe("a tied fit of means far apart", () => {
  /** k groups of n points; those with an odd number lie `far` away, each elsewhere. */
  function groupsOf(n: number, d: number, k: number, far: number) {
    const uniform = uniforms(n + 31 * d + 7 * k);
    const means = Array.from({ length: k }, (_, c) =>
      Array.from({ length: d }, (_, j) => (c % 2 ? far * (1 + ((c + j) % 5)) : 0) + 6 * uniform()),
    );
    const points = Array.from({ length: k * n }, (_, i) =>
      means[i % k].map((value) => value + 4 * (uniform() - 0.5)),
    );
    return { means, points };
  }

  const eye = (d: number) =>
    Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => Number(i === j)));

  it.each(["float64", "float32"] as const)(
    "takes the step that the reference takes, whichever mean comes first, %s",
    (precision) => {
      // Without and with the search for what can be dropped.
      for (const [n, d, k] of [
        [1, 1, 2],
        [9, 2, 3],
        [40, 3, 5],
        [40, 9, 8],
        [30, 17, 5],
        [9, 40, 4],
      ]) {
        for (const far of [1, 1e3, 1e7, 1e10, 1e15, 1e20]) {
          const { means, points: rows } = groupsOf(n, d, k, far);
          const points = precision === "float32" ? rows.map((x) => x.map(Math.fround)) : rows;
          for (const first of [0, 1]) {
            const order = means.map((_, c) => (c + first) % k);
            const start = {
              weights: means.map(() => 1 / k),
              means: order.map((c) => means[c]),
              covariances: eye(d),
            };
            const shares = reference.responsibilities(points, start, "tied");
            const expected = reference.maximize(points, shares, "tied");
            const given = Points.from(points, { precision });
            const options = { k, covariance: "tied", start, maxIterations: 1 } as const;
            const [step] = GaussianMixture.steps(given, options);
            const at = `n ${n}, d ${d}, k ${k}, far ${far}, first ${first}`;
            expect(worstError(step.weights, expected.weights), at).toBeLessThan(1e-9);
            expect(worstError(step.means, expected.means, 1), at).toBeLessThan(1e-9);
            given.dispose();
          }
        }
      }
    },
  );

  it("with one far point is what it is with its components in any order", () => {
    const uniform = uniforms(5);
    for (const d of [1, 2, 9]) {
      for (const far of [1e10, 1e15]) {
        const rows = Array.from({ length: 60 }, (_, i) =>
          Array.from({ length: d }, () => (i === 0 ? far : 8 * (i % 3) + uniform())),
        );
        const centres = [0, 8, 16, far].map((value) => new Array<number>(d).fill(value));
        const fit = (order: readonly number[]) =>
          GaussianMixture.fit(rows, {
            k: 4,
            covariance: "tied",
            start: {
              weights: order.map(() => 0.25),
              means: order.map((c) => centres[c]),
              covariances: eye(d),
            },
            maxIterations: 5,
            tolerance: 0,
          });
        const model = fit([0, 1, 2, 3]);
        const sum = model.logDensity(rows).reduce((a, b) => a + b);
        expect(worstError(sum, model.logLikelihood)).toBeLessThan(1e-9);
        for (const order of [
          [3, 0, 1, 2],
          [2, 3, 0, 1],
          [3, 2, 1, 0],
        ]) {
          const other = fit(order);
          expect(worstError(other.history, model.history, 1)).toBeLessThan(1e-9);
          expect(
            worstError(
              other.sizes,
              order.map((c) => model.sizes[c]),
              1,
            ),
          ).toBeLessThan(1e-7);
          const shares = model.responsibilities(rows);
          other.labels.forEach((label, i) => {
            const own = Array.from(shares.subarray(4 * i, 4 * i + 4));
            expect(own[order[label]]).toBeGreaterThan(Math.max(...own) - 1e-6);
          });
        }
      }
    }
  });
});
