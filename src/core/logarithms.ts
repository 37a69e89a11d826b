import { core, mixtureKernels } from "./core.js";
import { align } from "./memory.js";

/** Bytes of linear memory that this many logarithms need. */
export function logarithmsBytes(count: number): number {
  return align(count * 8);
}

/**
 * ln of each value, at least 0 and finite. The core's own: Math.log may differ in its
 * last bit between engines, and results are to be the same everywhere.
 */
export function logarithms(values: readonly number[]): number[] {
  const { memory } = core();
  const region = memory.allocate(values.length * 8);
  try {
    memory.write(region.address, values);
    mixtureKernels().logs(region.address, values.length);
    return memory.read(region.address, values.length);
  } finally {
    region.release();
  }
}
