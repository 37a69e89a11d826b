import { Block, ROWS } from "./block.js";
import type { Lane } from "./multiply-adds.js";
import { centroidSweep, hamerly, yinyang } from "./records.js";

/** A kernel over a block of rows, called as the library calls it. */
export interface Kernel {
  readonly name: string;
  /** What its distances are computed in. */
  readonly lane: Lane;
  /** Whether a coordinate of a distance takes a subtraction beside its multiply-add. */
  readonly subtracts: boolean;
  /** Takes back what a call has learned, so that the next one computes as much. */
  readonly forget: () => void;
  /** Makes labels of a block. */
  readonly run: () => void;
}

/**
 * The kernels that compute distances, with a block of noise in linear memory. Before a call its
 * labels are all 0 and no bound holds.
 *
 * @throws Error where a label is not that of the nearest centroid
 */
export function distanceKernels(d: number, k: number): Kernel[] {
  const block = new Block(d, k);
  const { core, labels } = block;
  const together = core["yinyangRows"]();
  return (["f64", "f32"] as const).flatMap((type) => {
    const x = block.rows[type].byteOffset;
    const bytes = type === "f32" ? 4 : 8;
    const sweep = centroidSweep(block, bytes);
    const few = hamerly(block, bytes);
    const many = yinyang(block, bytes);
    const assignBlock = core["assignBlock"];
    const hamerlyBlock = core["hamerlyBlock"];
    const yinyangBlock = core["yinyangBlock"];
    const kernels: Kernel[] = [
      {
        ...{ name: `assignBlock_${type}`, lane: "f64x2", subtracts: true },
        forget: () => labels.fill(0),
        run: () => assignBlock(sweep, x, ROWS, labels.byteOffset),
      },
      {
        ...{ name: `hamerlyBlock_${type}`, lane: "f32x4", subtracts: false },
        forget: few.forget,
        run: () => hamerlyBlock(few.address, x, 0, ROWS),
      },
      {
        ...{ name: `yinyangBlock_${type}`, lane: "f32x4", subtracts: false },
        forget: many.forget,
        run: () => {
          for (let row = 0; row < ROWS; row += together) {
            yinyangBlock(many.address, x, row, together);
          }
        },
      },
    ];
    for (const { name, forget, run } of kernels) {
      forget();
      run();
      checkLabels(block, block.rows[type], name);
    }
    return kernels;
  });
}

/** A kernel that was called wrongly would be fast. */
function checkLabels({ labels, centroids: m, d }: Block, x: ArrayLike<number>, name: string): void {
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
