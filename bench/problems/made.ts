import { uniforms } from "../../test/data.js";
import type { Entry, Sizes } from "./problem.js";

/** Drawn from something near enough to a Gaussian of variance 1: a sum of twelve. */
export function bell(uniform: () => number): number {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += uniform();
  return sum - 6;
}

/** n points: uniform noise in a cube, or around k centres drawn from a cube of side 10. */
export function made(kind: "blobs" | "noise", [n, d, k]: Sizes): Entry {
  const make = () => {
    const uniform = uniforms(n + 31 * d + 7 * k);
    const centres = new Float64Array(k * d).map(() => 10 * uniform());
    const data = new Float64Array(n * d).map((_, i) => {
      const centre = Math.floor(i / d) % k;
      return kind === "noise" ? uniform() : centres[centre * d + (i % d)] + bell(uniform);
    });
    return Promise.resolve({ kind, data, n, d, k });
  };
  return { kind, n, d, k, make };
}
