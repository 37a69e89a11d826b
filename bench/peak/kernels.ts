import { Block, ROWS } from "./block.js";
import type { Lane } from "./multiply-adds.js";
import { LOOK_ROWS, rememberGroups, rememberLeads } from "./records.js";

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
  const centroids = block.centroids.byteOffset;
  const leads = rememberLeads(block);
  const groups = rememberGroups(block);
  const tile = block.room(64 * (d + 2));
  return (["f64", "f32"] as const).flatMap((type) => {
    const x = block.rows[type].byteOffset;
    const rule = core["assignBlock"];
    const bytes = type === "f32" ? 4 : 8;
    const lead = core["leadBlock"];
    const look = core["lookBlock"];
    const kernels: Kernel[] = [
      {
        ...{ name: `assignBlock_${type}`, lane: "f64x2", subtracts: true },
        forget: () => labels.fill(0),
        run: () => rule(x, bytes, ROWS, d, centroids, k, labels.byteOffset, tile),
      },
      {
        ...{ name: `leadBlock_${type}`, lane: "f32x4", subtracts: false },
        forget: leads.forget,
        run: () => lead(x, bytes, 0, ROWS, d, leads.address),
      },
      {
        ...{ name: `lookBlock_${type}`, lane: "f32x4", subtracts: false },
        forget: groups.forget,
        run: () => {
          for (let row = 0; row < ROWS; row += LOOK_ROWS) {
            look(x, bytes, row, LOOK_ROWS, d, groups.address);
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
