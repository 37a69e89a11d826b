import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  directionsBeside,
  floorMatrix,
} from "../../src/models/gaussian-mixture/floors/floored-matrix.js";
import { uniforms } from "../data.js";
import { jacobi } from "../reference/jacobi.js";

/** An orthonormal basis of d dimensions, by Gram and Schmidt, twice. */
function basis(d: number, seed: number): number[][] {
  const uniform = uniforms(seed);
  const rows: number[][] = [];
  for (let i = 0; i < d; i++) {
    let row = Array.from({ length: d }, () => uniform() - 0.5);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of rows) {
        const along = other.reduce((sum, v, j) => sum + v * row[j], 0);
        row = row.map((v, j) => v - along * other[j]);
      }
    }
    const length = Math.sqrt(row.reduce((sum, v) => sum + v * v, 0));
    rows.push(row.map((v) => v / length));
  }
  return rows;
}

describe("a covariance matrix at its floor", () => {
  it("keeps its wide directions, and has the floor's variance in the others to many digits", () => {
    for (const d of [1, 2, 3, 5, 9]) {
      for (let rank = 0; rank <= d; rank++) {
        for (const floor of [1e-2, 1e-6, 2 ** -38]) {
          const axes = basis(d, 10 * d + rank);
          const widths = axes.map((_, i) => (i < rank ? 1 + i : 0));
          const matrix = Array.from({ length: d * d }, (_, at) => {
            const [i, j] = [Math.floor(at / d), at % d];
            return axes.reduce((sum, axis, c) => sum + widths[c] * axis[i] * axis[j], 0);
          });
          const floored = floorMatrix(matrix, new Array<number>(d).fill(floor));
          const { variances, lower } = floored.factor;
          expect(floored.raised).toBe(rank < d);
          // z = L⁻¹ x of an axis: Σ z²/D is one over the variance along it.
          axes.forEach((axis, c) => {
            const z: number[] = [];
            let inverse = 0;
            for (let i = 0, at = 0; i < d; i++) {
              let rest = axis[i];
              for (let j = 0; j < i; j++) rest -= lower[at++] * z[j];
              z.push(rest);
              inverse += (rest * rest) / variances[i];
            }
            const expected = Math.max(widths[c], floor);
            // Rounding turns axes by 1e-16, which shows where their variances differ most.
            const slack = 1e-12 + (2e-31 * (d * d + 4)) / floor / floor;
            expect(Math.abs(inverse * expected - 1)).toBeLessThan(
              Math.max(slack, 1e-7 * Number(c < rank)),
            );
          });
          const determinant = variances.reduce((sum, v) => sum + Math.log(v), 0);
          const expected = widths.reduce((sum, w) => sum + Math.log(Math.max(w, floor)), 0);
          expect(Math.abs(determinant - expected)).toBeLessThan(1e-9);
        }
      }
    }
  });
});

/** A covariance matrix of n rows, whose deviations are then made those given. */
function covariances(rows: readonly (readonly number[])[], deviations: readonly number[]) {
  const means = deviations.map((_, j) => rows.reduce((sum, x) => sum + x[j], 0) / rows.length);
  const matrix = deviations.map((_, i) =>
    deviations.map((_, j) => {
      const of = rows.reduce((sum, x) => sum + (x[i] - means[i]) * (x[j] - means[j]), 0);
      return of / rows.length;
    }),
  );
  return matrix.map((row, i) =>
    row.map((value, j) => {
      // The same bits on both sides of the diagonal.
      const [p, q] = i < j ? [i, j] : [j, i];
      const own = (c: number) => (matrix[c][c] > 0 ? deviations[c] / Math.sqrt(matrix[c][c]) : 1);
      return (i < j ? value : matrix[j][i]) * own(p) * own(q);
    }),
  );
}

/** What −2 × the likelihood of a Gaussian with covariances L D Lᵀ has of these, in units of √floor. */
function objective(
  matrix: readonly (readonly number[])[],
  { lower, variances }: { lower: readonly number[]; variances: readonly number[] },
): number {
  const d = matrix.length;
  // L⁻¹, row by row.
  const inverse: number[][] = [];
  for (let i = 0; i < d; i++) {
    inverse.push(matrix.map((_, j) => Number(i === j)));
    for (let p = 0; p < i; p++) {
      const share = lower[(i * (i - 1)) / 2 + p];
      for (let j = 0; j <= p; j++) inverse[i][j] -= share * inverse[p][j];
    }
  }
  return variances.reduce((sum, variance, i) => {
    const z = matrix.map((row) => row.reduce((all, value, j) => all + value * inverse[i][j], 0));
    const spread = z.reduce((all, value, j) => all + value * inverse[i][j], 0);
    return sum + Math.log(variance) + spread / variance;
  }, 0);
}

describe("among all matrices that are nowhere thinner than the floors", () => {
  const cases = fc.record({
    seed: fc.nat(),
    d: fc.integer({ min: 1, max: 12 }),
    sort: fc.constantFrom("anywhere", "few", "graded", "graded few", "twins", "constant"),
    scale: fc.constantFrom(1, 2, 30, 1e3, 2 ** 13),
  });
  type Case = typeof cases extends fc.Arbitrary<infer Of> ? Of : never;

  /** In units of √floor. */
  function matrixOf({ seed, d, sort, scale }: Case): number[][] {
    const uniform = uniforms(seed);
    const n = sort.endsWith("few") ? 1 + Math.floor(uniform() * d) : 3 * d;
    const rows = Array.from({ length: n }, () => Array.from({ length: d }, () => uniform() - 0.5));
    if (sort === "twins") for (const x of rows) x[d - 1] = x[0];
    if (sort === "constant") for (const x of rows) x[Math.floor(d / 2)] = 1;
    // Up to where rounding comes to 1e-3 of the floor, which then is all that can be said.
    const deviations = rows[0].map(() =>
      sort === "graded"
        ? 1e10 ** (1.6 * uniform() - 0.8)
        : sort === "graded few"
          ? 10 ** (9 * uniform() - 5)
          : scale,
    );
    return covariances(rows, deviations);
  }

  it("it is the likeliest, in fewer rows than columns, graded and collinear alike", () => {
    let raised = 0;
    fc.assert(
      fc.property(cases, (given) => {
        const matrix = matrixOf(given);
        const { d } = given;
        const floored = floorMatrix(matrix.flat(), new Array<number>(d).fill(1));
        const best = jacobi(matrix).values.reduce((sum, value) => {
          const wide = Math.max(value, 1);
          return sum + Math.log(wide) + value / wide;
        }, 0);
        // Where columns explain each other, the rounding of L is all that can be seen.
        const size = Math.max(...matrix.map((row, i) => row[i]));
        const noise = given.sort === "graded" ? 0 : d * d * size * 2 ** -50;
        const above = objective(matrix, floored.factor) - best;
        expect(Math.abs(above)).toBeLessThan(1e-9 + noise);
        raised += Number(floored.raised);
      }),
      { numRuns: 3000 },
    );
    expect(raised).toBeGreaterThan(1500);
  });

  it("its floors are a matter of units, and its matrix is the product of its factor", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const { d, seed } = given;
        const uniform = uniforms(seed + 1);
        const matrix = matrixOf(given);
        const units = matrix.map(() => 2 ** Math.floor(80 * uniform() - 40));
        const plain = floorMatrix(matrix.flat(), new Array<number>(d).fill(1));
        const scaled = floorMatrix(
          matrix.flatMap((row, i) => row.map((value, j) => value * units[i] * units[j])),
          units.map((unit) => unit * unit),
        );
        expect(scaled.raised).toBe(plain.raised);
        // To the bit, for units are powers of two.
        expect(scaled.factor.variances).toEqual(
          plain.factor.variances.map((value, i) => value * units[i] * units[i]),
        );
        expect(scaled.matrix).toEqual(
          plain.matrix.map((value, i) => value * units[Math.floor(i / d)] * units[i % d]),
        );
        const { lower, variances } = plain.factor;
        const entry = (i: number, j: number) => (i === j ? 1 : lower[(i * (i - 1)) / 2 + j]);
        plain.matrix.forEach((value, at) => {
          const [i, j] = [Math.floor(at / d), at % d].toSorted((a, b) => b - a);
          let sum = 0;
          for (let p = 0; p <= j; p++) sum += entry(i, p) * variances[p] * entry(j, p);
          const scale = Math.sqrt(plain.matrix[i * d + i]) * Math.sqrt(plain.matrix[j * d + j]);
          expect(Math.abs(value - sum)).toBeLessThanOrEqual((d + 2) * 2 ** -52 * scale);
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("it tells the directions in which it was raised, if there are any", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const matrix = matrixOf(given);
        const { d } = given;
        const floored = floorMatrix(matrix.flat(), new Array<number>(d).fill(1));
        const directions = floored.axes === undefined ? [] : directionsBeside(floored.axes, d);
        const { values } = jacobi(matrix);
        // Not where rounding decides it.
        if (values.some((value) => Math.abs(value - 1) < 1e-3)) return;
        expect(directions).toHaveLength(
          floored.raised ? values.filter((value) => value < 1).length : 0,
        );
        const along = (a: readonly number[], of: readonly number[], b: readonly number[]) =>
          a.reduce((sum, x, i) => sum + b.reduce((all, y, j) => all + x * of[i * d + j] * y, 0), 0);
        directions.forEach((v, i) => {
          directions.forEach((w, j) => {
            const dot = v.reduce((sum, value, p) => sum + value * w[p], 0);
            expect(Math.abs(dot - Number(i === j))).toBeLessThan(1e-9);
          });
          expect(along(v, matrix.flat(), v)).toBeLessThan(1);
          expect(Math.abs(along(v, floored.matrix, v) - 1)).toBeLessThan(1e-3);
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe("many columns of few rows", () => {
  it("come to their floors, in nearly all directions", () => {
    const d = 300;
    const n = 20;
    const uniform = uniforms(1);
    const rows = Array.from({ length: n }, () => Array.from({ length: d }, () => uniform()));
    const matrix = covariances(rows, new Array<number>(d).fill(2 ** 19));
    const floored = floorMatrix(matrix.flat(), new Array<number>(d).fill(1));
    expect(directionsBeside(floored.axes!, d)).toHaveLength(d - n + 1);
    expect(Math.min(...floored.factor.variances)).toBeGreaterThan(1 - 1e-9);
  });
});
