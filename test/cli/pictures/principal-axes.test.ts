import { GaussianMixture } from "mixtura";
import { expect, it } from "vitest";
import { principalAxes } from "../../../cli/src/pictures/content/principal-axes.js";

const { points } = GaussianMixture.from({
  covariance: "full",
  weights: [1],
  means: [[1, -2, 3]],
  covariances: [
    [
      [4, 1.8, 0.2],
      [1.8, 1, 0.1],
      [0.2, 0.1, 9],
    ],
  ],
}).sample(500, { seed: 2 });

function placesOn(
  { weights, origin }: { weights: readonly number[]; origin: number },
  data: Float64Array,
) {
  const d = weights.length;
  return Array.from({ length: data.length / d }, (_, i) =>
    weights.reduce((sum, weight, j) => sum + weight * data[i * d + j], -origin),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v) / values.length;
const product = (a: readonly number[], b: readonly number[]) => mean(a.map((v, i) => v * b[i]));

it("finds directions that hold the most variance, at right angles", () => {
  const axes = principalAxes(points, 3);
  const [first, second] = axes.map((axis) => placesOn(axis, points));
  expect(mean(first)).toBeCloseTo(0, 9);
  expect(mean(second)).toBeCloseTo(0, 9);
  expect(product(first, second)).toBeCloseTo(0, 4);
  // The variance of three standardized columns is 3.
  expect(product(first, first) / 3).toBeCloseTo(axes[0].share, 6);
  expect(product(second, second) / 3).toBeCloseTo(axes[1].share, 4);
  // Two columns go together, which correlate by r: (1 + r) / 3 of the variance, and the third.
  const [x, y] = [0, 1].map((j) => Array.from({ length: 500 }, (_, i) => points[3 * i + j]));
  const centred = (of: readonly number[]) => of.map((value) => value - mean(of));
  const [u, v] = [centred(x), centred(y)];
  const r = product(u, v) / Math.sqrt(product(u, u) * product(v, v));
  expect(axes[0].share).toBeGreaterThanOrEqual((1 + r) / 3 - 1e-6);
  expect(axes[0].share).toBeLessThan((1 + r) / 3 + 0.02);
  expect(axes[1].share).toBeCloseTo(1 / 3, 1);
});

it("finds the same in whatever units", () => {
  const scaled = points.map((value, i) => (i % 3 === 1 ? 1e6 * value + 5e6 : value));
  const [first] = principalAxes(points, 3);
  const [other] = principalAxes(scaled, 3);
  placesOn(other, scaled).forEach((place, i) => {
    expect(place).toBeCloseTo(placesOn(first, points)[i], 6);
  });
});

it("points up along the heaviest column, gives no weight to constant ones, and ends", () => {
  const line = Float64Array.from({ length: 30 }, (_, i) => [-(i - (i % 3)), 7, i - (i % 3)][i % 3]);
  const [first, second] = principalAxes(line, 3);
  expect(first.weights[0]).toBeGreaterThan(0);
  expect(first.weights[1]).toBe(0);
  expect(first.share).toBeCloseTo(1, 9);
  expect(second.share).toBe(0);
  const nothing = principalAxes(new Float64Array(12).fill(3), 4);
  for (const { weights, share } of nothing) expect([...weights, share]).toEqual([0, 0, 0, 0, 0]);
});

it("takes no longer for very many columns", () => {
  const wide = Float64Array.from({ length: 20 * 10_000 }, (_, i) => (i * 7919) % 101);
  const began = performance.now();
  principalAxes(wide, 10_000);
  expect(performance.now() - began).toBeLessThan(5000);
});
