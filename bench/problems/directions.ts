import { uniforms } from "../../test/data.js";
import { bell } from "./made.js";
import type { Entry, Sizes } from "./problem.js";

/**
 * n directions of length 1, as embeddings of texts are: k topics, of which no two have much in
 * common, and round each of them directions whose cosine with it is some 0.6.
 */
export function directions([n, d, k]: Sizes): Entry {
  const make = () => {
    const uniform = uniforms(n + 31 * d + 7 * k);
    const topics = new Float64Array(k * d).map(() => bell(uniform));
    const data = new Float64Array(n * d);
    for (let i = 0; i < n; i++) {
      const topic = Math.floor(uniform() * k);
      const row = data.subarray(i * d, (i + 1) * d);
      let squares = 0;
      for (let j = 0; j < d; j++) {
        row[j] = topics[topic * d + j] + (4 / 3) * bell(uniform);
        squares += row[j] * row[j];
      }
      for (let j = 0; j < d; j++) row[j] /= Math.sqrt(squares);
    }
    return Promise.resolve({ kind: "directions" as const, data, n, d, k });
  };
  return { kind: "directions", n, d, k, make };
}
