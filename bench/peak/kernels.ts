import { readFileSync } from "node:fs";
import { uniforms } from "../../test/data.js";
import type { Lane } from "./multiply-adds.js";

/** A kernel over a block of rows, called as the library calls it. */
export interface Kernel {
  readonly name: string;
  /** What its arithmetic is done in. */
  readonly lane: Lane;
  /** Makes labels of a block; returns how many distances that took. */
  readonly run: () => number;
}

const ROWS = 2048;

/**
 * The kernels that compute distances, with a block of noise in linear memory.
 *
 * @throws Error where a label is not that of the nearest centroid
 */
export function distanceKernels(d: number, k: number): Kernel[] {
  const bytes = readFileSync(new URL("../../build/release.wasm", import.meta.url));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const core = exports as unknown as Record<string, (...numbers: number[]) => number>;
  const memory = exports["memory"] as WebAssembly.Memory;
  memory.grow(256);
  let end = core["heapBase"]();
  const allocate = (size: number) => {
    const address = Math.ceil(end / 64) * 64;
    end = address + size;
    return address;
  };
  const uniform = uniforms(d + k);
  const x = Float64Array.from({ length: ROWS * d }, uniform);
  const m = Float64Array.from({ length: k * d }, uniform);
  const centroids = allocate(8 * m.length);
  const labels = allocate(4 * ROWS);
  const rows = { f64: allocate(8 * x.length), f32: allocate(4 * x.length) };
  const scratch = allocate(0);
  new Float64Array(memory.buffer, centroids).set(m);
  new Float64Array(memory.buffer, rows.f64).set(x);
  new Float32Array(memory.buffer, rows.f32).set(x);
  return (["f64", "f32"] as const).map((type) => {
    const name = `hardBlock_${type}`;
    const run = () => {
      core[name](rows[type], ROWS, d, centroids, k, 0, labels, 0, scratch);
      return ROWS * k;
    };
    run();
    const given = type === "f64" ? x : Float32Array.from(x);
    checkLabels(new Int32Array(memory.buffer, labels, ROWS), given, m, d, name);
    return { name, lane: "f64x2", run };
  });
}

/** A kernel that was called wrongly would be fast. */
function checkLabels(
  labels: Int32Array,
  x: ArrayLike<number>,
  m: Float64Array,
  d: number,
  name: string,
): void {
  labels.forEach((label, i) => {
    let nearest = -1;
    let least = Infinity;
    for (let c = 0; c * d < m.length; c++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += (x[i * d + j] - m[c * d + j]) ** 2;
      if (sum < least) [least, nearest] = [sum, c];
    }
    if (label !== nearest)
      throw new Error(`${name}: row ${i} is labelled ${label}, not ${nearest}`);
  });
}
