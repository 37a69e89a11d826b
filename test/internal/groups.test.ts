import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupNeighbours } from "../../src/search/groups.js";
import { blobs } from "../data.js";

describe("groups of neighbours", () => {
  const cases = fc
    .record({
      k: fc.integer({ min: 1, max: 130 }),
      d: fc.integer({ min: 1, max: 5 }),
      count: fc.integer({ min: 1, max: 32 }),
      spare: fc.integer({ min: 0, max: 9 }),
      value: fc.constantFrom(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true })),
    })
    .chain(({ k, d, count, spare, value }) =>
      fc.record({
        points: fc.array(value, { minLength: k * d, maxLength: k * d }),
        k: fc.constant(k),
        count: fc.constant(count),
        size: fc.constant(Math.ceil(k / count) + spare),
      }),
    );

  it("hold every point once, and none too many", () => {
    fc.assert(
      fc.property(cases, ({ points, k, count, size }) => {
        const groups = groupNeighbours(points, k, count, size);
        expect(groups).toHaveLength(count);
        expect(Math.max(...groups.map((group) => group.length))).toBeLessThanOrEqual(size);
        expect(groups.flat().sort((a, b) => a - b)).toEqual(Array.from(Array(k).keys()));
        expect(groupNeighbours(points, k, count, size)).toEqual(groups);
      }),
      { numRuns: 200 },
    );
  });

  it("are filled alike", () => {
    const points = blobs(100, 3, 4).flat();
    const sizes = groupNeighbours(points, 100, 8, 16).map((group) => group.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it("part what lies apart", () => {
    // Two clusters far apart in the second coordinate, taken in turn.
    const points = Array.from({ length: 32 }, (_, i) => [i % 5, i % 2 ? 1000 : 0]).flat();
    const groups = groupNeighbours(points, 32, 4, 8);
    for (const group of groups) expect(new Set(group.map((i) => i % 2)).size).toBe(1);
  });
});
