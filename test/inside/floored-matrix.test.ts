import { describe, expect, it } from "vitest";
import { floorMatrix } from "../../src/models/floored-matrix.js";
import { uniforms } from "../data.js";

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
