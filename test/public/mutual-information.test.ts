import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type Labels, normalizedMutualInformation } from "mixtura/metrics";
import { describe, expect, it } from "vitest";
import { uniforms } from "../data.js";

const { species } = JSON.parse(
  readFileSync(new URL("../oracles/iris.json", import.meta.url), "utf8"),
) as { species: number[] };

/** Mutual information over the mean entropy, as they are defined. */
function byDefinition(a: readonly unknown[], b: readonly unknown[]): number {
  const n = a.length;
  const share = (holds: (i: number) => boolean) =>
    a.reduce<number>((sum, _, i) => sum + Number(holds(i)), 0) / n;
  const entropy = (labels: readonly unknown[]) =>
    [...new Set(labels)].reduce<number>((sum, label) => {
      const p = share((i) => labels[i] === label);
      return sum - p * Math.log(p);
    }, 0);
  let information = 0;
  for (const inA of new Set(a)) {
    for (const inB of new Set(b)) {
      const p = share((i) => a[i] === inA && b[i] === inB);
      const q = share((i) => a[i] === inA) * share((i) => b[i] === inB);
      if (p > 0) information += p * Math.log(p / q);
    }
  }
  return (2 * information) / (entropy(a) + entropy(b));
}

const pair = fc.integer({ min: 1, max: 40 }).chain((n) =>
  fc.record({
    a: fc.array(fc.nat(4), { minLength: n, maxLength: n }),
    b: fc.array(fc.nat(3), { minLength: n, maxLength: n }),
    order: fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }),
  }),
);

describe("normalizedMutualInformation", () => {
  it.each([
    // scikit-learn 1.2.1.
    [[0, 0, 1, 1], [0, 0, 1, 1], 1],
    [[0, 0, 1, 1], [0, 0, 1, 2], 0.8],
    [[0, 0, 0, 0], [0, 1, 2, 3], 0],
    [[0, 0, 0, 1, 1, 1], [0, 0, 1, 0, 1, 1], 0.08170416594551082],
    [[0, 0, 0, 0], [1, 1, 1, 1], 1],
    [[0, 0, 1, 1], [0, 1, 0, 1], 0],
    [[1, 2, 3, 4], [1, 2, 3, 4], 1],
    [[5], [7], 1],
  ])("%j and %j: %d", (a, b, value) => {
    expect(normalizedMutualInformation(a, b)).toBeCloseTo(value, 14);
    if (value === 0 || value === 1) expect(normalizedMutualInformation(a, b)).toBe(value);
  });

  it("of iris is scikit-learn's", () => {
    const squares = species.map((_, i) => (i * i) % 7);
    const two = species.map((label) => Math.min(label, 1));
    expect(normalizedMutualInformation(species, squares)).toBeCloseTo(0.0004945069515393014, 14);
    expect(normalizedMutualInformation(species, two)).toBeCloseTo(0.7336804366512115, 14);
  });

  it("is what the definition gives, in 0..1, and to the bit blind to sides, names and order", () => {
    fc.assert(
      fc.property(pair, ({ a, b, order }) => {
        const value = normalizedMutualInformation(a, b);
        const defined = byDefinition(a, b);
        if (!Number.isNaN(defined)) expect(Math.abs(value - defined)).toBeLessThan(1e-12);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(normalizedMutualInformation(b, a)).toBe(value);
        const names = ["e", "d", "c", "b", "a"];
        const moved = [order.map((i) => names[a[i]]), order.map((i) => -b[i])] as const;
        expect(normalizedMutualInformation(...moved)).toBe(value);
        expect(
          normalizedMutualInformation(
            a,
            a.map((label) => names[label]),
          ),
        ).toBe(1);
      }),
    );
  });

  it("is the same to the bit from either side where thousands of cells are summed", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const uniform = uniforms(seed);
      const a = Array.from({ length: 3000 }, () => Math.floor(40 * uniform() * uniform()));
      const b = a.map((label) => (uniform() < 0.1 ? label : Math.floor(55 * uniform())));
      expect(normalizedMutualInformation(b, a)).toBe(normalizedMutualInformation(a, b));
    }
  });

  it("is 1 for the same clusters alone", () => {
    const halves = Array.from({ length: 9000 }, (_, i) => i % 2);
    const almost = halves.with(5, 0);
    expect(normalizedMutualInformation(halves, almost)).toBeLessThan(1);
    expect(normalizedMutualInformation(halves, almost)).toBeGreaterThan(0.99);
    // Clusters of b are parts of those of a.
    const parts = Array.from({ length: 9000 }, (_, i) => i % 4);
    expect(normalizedMutualInformation(halves, parts)).toBeCloseTo(2 / 3, 14);
  });

  it("keeps its digits where one point in a million stands apart", () => {
    const n = 1_000_000;
    const apart = new Uint8Array(n).fill(1, 0, 1);
    const other = new Uint8Array(n).fill(1, 0, 2);
    // n H = Σ c ln(n / c), and ln(1 + x) by its series.
    const log1p = (x: number) => x - (x * x) / 2 + (x * x * x) / 3;
    const h = (c: number) => c * Math.log(n / c) + (n - c) * log1p(c / (n - c));
    // Cells: 1 in both, 1 in other alone, n − 2 in neither.
    const information =
      1 * Math.log(n / 2) +
      1 * (Math.log(1 / 2) + log1p(1 / (n - 1))) +
      (n - 2) * log1p(1 / (n - 1));
    const value = normalizedMutualInformation(apart, other);
    expect(Math.abs(value - (2 * information) / (h(1) + h(2)))).toBeLessThan(1e-14);
  });

  it("takes labels of every kind, and as many clusters as points", () => {
    const cases: [Labels, Labels][] = [
      [["a", "a", "b", "c"], new Int32Array([5, 5, -5, 9])],
      [
        [true, true, false, "true"],
        [1n, 1n, 2n, 3n],
      ],
      [{ length: 4, 0: "x", 1: "x", 2: "y", 3: "" }, new Uint8Array([1, 1, 0, 2])],
    ];
    for (const [a, b] of cases) expect(normalizedMutualInformation(a, b)).toBe(1);
    const each = Array.from({ length: 20_000 }, (_, i) => i);
    const pairs = each.map((i) => Math.floor(i / 2));
    const expected = (2 * Math.log(10_000)) / (Math.log(10_000) + Math.log(20_000));
    expect(normalizedMutualInformation(each, pairs)).toBeCloseTo(expected, 13);
    expect(normalizedMutualInformation(pairs, each)).toBe(normalizedMutualInformation(each, pairs));
  });

  // prettier-ignore
  it.each<[string, unknown, unknown, typeof Error, string]>([
    ["labels of another length", [0, 1, 2], [0, 1], RangeError, '"b" expected one label per point (n = 3, as in "a"), got 2'],
    ["no labels at all", [], [], RangeError, '"a" expected at least one label, got none'],
    ["a that is none", 3, [0], TypeError, '"a" expected one label per point, got 3'],
    ["NaN in b", [0, 1], [0, NaN], RangeError, '"b" expected labels that name a cluster, got NaN at index 1'],
    ["undefined in a", [undefined], [0], TypeError, '"a" expected labels that name a cluster, got undefined at index 0'],
  ])("refuses %s", (_, a, b, error, message) => {
    const call = () => normalizedMutualInformation(a as Labels, b as Labels);
    expect(call).toThrow(error);
    expect(call).toThrow(new error(message));
  });
});
