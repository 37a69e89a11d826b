import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eigen } from "../../src/linear-algebra/eigen.js";
import { uniforms } from "../data.js";
import { jacobi } from "../reference/jacobi.js";

const cases = fc.record({
  seed: fc.nat(),
  d: fc.integer({ min: 1, max: 24 }),
  rank: fc.integer({ min: 0, max: 30 }),
  sort: fc.constantFrom("any", "graded", "diagonal", "tridiagonal", "blocks", "equal"),
  scale: fc.constantFrom(1, 1e-30, 1e30),
});
type Case = typeof cases extends fc.Arbitrary<infer Of> ? Of : never;

function matrixOf({ seed, d, rank, sort, scale }: Case): number[][] {
  const uniform = uniforms(seed);
  const sides = Array.from({ length: d }, () =>
    Array.from({ length: sort === "graded" ? 2 * d : rank }, () => uniform() - 0.5),
  );
  // The smallest rows first, 30 orders of magnitude apart in all.
  const sizes = sides.map((_, i) => (sort === "graded" ? 10 ** ((15 * i) / d) : Math.sqrt(scale)));
  const kept = {
    any: () => true,
    graded: () => true,
    diagonal: (i: number, j: number) => i === j,
    tridiagonal: (i: number, j: number) => Math.abs(i - j) < 2,
    blocks: (i: number, j: number) => i % 3 === j % 3,
    equal: () => true,
  }[sort];
  return sides.map((a, i) =>
    sides.map((b, j) => {
      if (sort === "equal") return Number(i === j) * scale;
      return kept(i, j) ? a.reduce((sum, v, p) => sum + v * b[p], 0) * sizes[i] * sizes[j] : 0;
    }),
  );
}

describe("eigenvalues and eigenvectors", () => {
  it("are those that Jacobi's rotations find, and the vectors are orthonormal", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const matrix = matrixOf(given);
        const { d } = given;
        const { values, vectors } = eigen(Float64Array.from(matrix.flat()), d);
        const of = (i: number) => Array.from(vectors.subarray(i * d, (i + 1) * d));
        const size = Math.max(...matrix.flat().map(Math.abs), Number.MIN_VALUE);
        for (let i = 0; i < d; i++) {
          const v = of(i);
          for (let j = 0; j <= i; j++) {
            const dot = of(j).reduce((sum, value, p) => sum + value * v[p], 0);
            expect(Math.abs(dot - Number(i === j))).toBeLessThan(1e-14 * (d + 9));
          }
          matrix.forEach((row, p) => {
            const turned = row.reduce((sum, value, q) => sum + value * v[q], 0);
            expect(Math.abs(turned - values[i] * v[p])).toBeLessThanOrEqual(
              1e-15 * (d + 9) * d * size,
            );
          });
        }
        // Of graded matrices every value is right, not only the largest.
        const expected = jacobi(matrix).values.toSorted((a, b) => a - b);
        const found = Array.from(values).toSorted((a, b) => a - b);
        found.forEach((value, i) => {
          const scale = given.sort === "graded" ? expected[i] : d * size;
          expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(1e-8 * scale);
        });
      }),
      { numRuns: 2000 },
    );
  });
});
