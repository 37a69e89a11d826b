import { adjustedRandIndex } from "mixtura/metrics";
import { expect, it } from "vitest";

// Here, where it runs once rather than against every build: a Map of so many labels takes its time.
it("takes more pairs of clusters than a Map holds, and refuses more labels than that", () => {
  const n = 17_000_000;
  const a = Int32Array.from({ length: n }, (_, i) => i % 5000);
  const b = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 5000) % 5000);
  // No two points share both, so they agree less than by chance.
  expect(adjustedRandIndex(a, b)).toBeLessThan(0);
  const all = Int32Array.from({ length: n }, (_, i) => i);
  expect(() => adjustedRandIndex(all, a)).toThrow(
    new RangeError('"a" expected at most 2^24 different labels, got more at index 16777216'),
  );
}, 300_000);
