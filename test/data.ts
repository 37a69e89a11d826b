/** Data for tests: small, seeded and made here, so that every failure can be made again. */

/** A stream of numbers in [0, 1): mulberry32, good enough for test data. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** n points around k centres drawn at random from [0, 10)^d. */
export function blobs(n: number, d: number, k: number, seed = 1): number[][] {
  const uniform = uniforms(seed);
  const centres = Array.from({ length: k }, () => Array.from({ length: d }, () => 10 * uniform()));
  return Array.from({ length: n }, (_, i) =>
    centres[i % k].map((m) => m + uniform() + uniform() - uniform() - uniform()),
  );
}

/** The first k distinct rows. */
export function firstDistinct(points: readonly (readonly number[])[], k: number): number[][] {
  const seen = new Map(points.map((x) => [x.join(), x]));
  return [...seen.values()].slice(0, k).map((x) => [...x]);
}

/** The bits of everything a model holds, as one short word. */
export function digest(...values: readonly ArrayLike<number>[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const value of values) {
    for (const byte of new Uint8Array(Float64Array.from(value).buffer)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
  }
  return hash.toString(16).padStart(16, "0");
}

/** All numbers in lists in lists, in their order. */
export function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return Array.from(value as ArrayLike<unknown>, numbersIn).flat();
}

/**
 * The largest error of any number, relative to what it should be, or to `scale` where that
 * is larger; Infinity where the lists differ in length.
 */
export function worstError(got: unknown, expected: unknown, scale = 0): number {
  const [a, b] = [numbersIn(got), numbersIn(expected)];
  if (a.length !== b.length) return Infinity;
  return a.reduce((worst, value, i) => {
    const error = value === b[i] ? 0 : Math.abs(value - b[i]) / Math.max(Math.abs(b[i]), scale);
    return error <= worst ? worst : error;
  }, 0);
}
