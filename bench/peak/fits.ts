import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { KMeans } from "mixtura";
import { uniforms } from "../../test/data.js";
import { median } from "../statistics.js";

const ITERATIONS = 10;
const D = 4;
const K = 8;

/** What a point costs in a fit of n of them. */
export interface Cost {
  readonly n: number;
  readonly nanoseconds: number;
}

/** Nanoseconds a point and iteration in whole fits of k-means to the first n of the same points. */
export function costs(counts: readonly number[]): Cost[] {
  const uniform = uniforms(1);
  const centres = Array.from({ length: D * K }, () => 4 * uniform());
  const most = Math.max(...counts);
  const data = new Float32Array(most * D).map(
    (_, i) => centres[i % (D * K)] + uniform() + uniform() + uniform() - 1.5,
  );
  // The first of every blob, moved away, so that every count takes all iterations.
  const start = Array.from({ length: K }, (_, c) =>
    Array.from({ length: D }, (_, j) => Math.fround(data[c * D + j] + 2 * uniform())),
  );
  const options = { k: K, start: { centroids: start }, maxIterations: ITERATIONS, tolerance: 0 };
  return counts.map((n) => {
    const points = { data: data.subarray(0, n * D), shape: [n, D] };
    // As many fits as make ten million points, so that all counts are timed alike.
    const samples = Array.from({ length: Math.max(3, Math.min(51, most / n)) }, () => {
      const began = performance.now();
      const { iterations } = KMeans.fit(points, options);
      const nanoseconds = 1e6 * (performance.now() - began);
      if (iterations !== ITERATIONS) throw new Error(`${n} points took ${iterations} iterations`);
      return nanoseconds / (n * ITERATIONS);
    });
    return { n, nanoseconds: median(samples) };
  });
}

/** Linear memory after a fit, against the bytes of its data. */
export interface Memory {
  readonly model: string;
  readonly precision: string;
  readonly d: number;
  readonly multiple: number;
}

/** Ordinary fits, of 16 components. */
const MODELS = {
  "k-means": "KMeans.fit(points, { k: 16, maxIterations: 5 })",
  "soft k-means": "SoftKMeans.fit(points, { k: 16, maxIterations: 5, stiffness: 1 })",
  "full mixture": 'GaussianMixture.fit(points, { k: 16, maxIterations: 2, covariance: "full" })',
} as const;

/** So many components are searched in groups, whose bounds weigh most where points are small. */
const MANY = {
  model: "k-means, k = 512",
  fit: "KMeans.fit(points, { k: 512, maxIterations: 2 })",
  d: 16,
} as const;

type Data = "Float64Array" | "Float32Array";

/** Fits of n points: the ordinary ones of so many dimensions, and that of {@link MANY} components. */
export function memory(n: number, dimensions: readonly number[]): Memory[] {
  const ordinary = dimensions.flatMap((d) =>
    (["Float64Array", "Float32Array"] as const).flatMap((type) =>
      Object.entries(MODELS).map(([model, fit]) => memoryOf(n, d, type, model, fit)),
    ),
  );
  return [...ordinary, memoryOf(n, MANY.d, "Float32Array", MANY.model, MANY.fit)];
}

/**
 * How large linear memory becomes in a fit. It never shrinks, so each fit has a process of its
 * own, which tells by what the memory grew to.
 */
function memoryOf(n: number, d: number, type: Data, model: string, fit: string): Memory {
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const program = `
    import { GaussianMixture, KMeans, SoftKMeans } from "mixtura";
    let bytes = 0;
    const grow = WebAssembly.Memory.prototype.grow;
    WebAssembly.Memory.prototype.grow = function (pages) {
      const before = grow.call(this, pages);
      bytes = this.buffer.byteLength;
      return before;
    };
    const data = new ${type}(${n * d}).map((_, i) => Math.sin(i) * (1 + (i % 7)));
    const points = { data, shape: [${n}, ${d}] };
    ${fit};
    console.log(bytes / data.byteLength);
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd,
    encoding: "utf8",
  });
  const precision = type === "Float64Array" ? "float64" : "float32";
  return { model, precision, d, multiple: Number(output) };
}
