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
