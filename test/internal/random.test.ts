import { describe, expect, it } from "vitest";
import { Random, threefry2x32 } from "../../src/random.js";

describe("Threefry-2x32", () => {
  // The known answers published with Random123 (kat_vectors, threefry2x32, 20 rounds).
  it.each([
    [
      [0, 0, 0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ])("encrypts %j to the published words", ([key0, key1, counter0, counter1], words) => {
    expect(threefry2x32(key0, key1, counter0, counter1)).toEqual(words);
  });
});

describe("Random", () => {
  it("is uniform on [0, 1)", () => {
    const random = Random.fromSeed(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(10 * random.uniform())] += 1;
    // Chi-squared with 9 degrees of freedom: above 27.9 once in 1000 seeds.
    const chi = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi).toBeLessThan(27.9);
  });

  it("fills all 53 bits", () => {
    const random = Random.fromSeed(2);
    const seen = new Array<number>(53).fill(0);
    for (let i = 0; i < 200; i++) {
      const bits = BigInt(random.uniform() * 2 ** 53);
      seen.forEach((_, bit) => (seen[bit] += Number((bits >> BigInt(bit)) & 1n)));
    }
    expect(Math.min(...seen)).toBeGreaterThan(50);
    expect(Math.max(...seen)).toBeLessThan(150);
  });

  it("repeats for the same seed and differs for others, over all 53 bits of it", () => {
    const seeds = [0, 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
    const first = seeds.map((seed) => Random.fromSeed(seed).uniform());
    expect(new Set(first).size).toBe(seeds.length);
    expect(seeds.map((seed) => Random.fromSeed(seed).uniform())).toEqual(first);
  });

  it("splits into streams that neither meet nor depend on what was drawn", () => {
    const random = Random.fromSeed(5);
    const before = random.split(3).uniform();
    random.uniform();
    expect(random.split(3).uniform()).toBe(before);
    const values = [
      random,
      ...[0, 1, 2].map((i) => random.split(i)),
      random.split(0).split(0),
    ].flatMap((stream) => Array.from({ length: 100 }, () => stream.uniform()));
    expect(new Set(values).size).toBe(500);
  });
});
