import type { Precision } from "../types.js";
import { type Kernels, kernelsFor } from "./kernels.js";
import { load } from "./load.js";
import { align, LinearMemory, type Region } from "./memory.js";

/** The one instance of the compiled core, with its memory. */
export interface Core {
  readonly memory: LinearMemory;
  readonly kernels: Readonly<Record<Precision, Kernels>>;
}

let loaded: Core | undefined;

/** The core, compiled at its first use rather than at import. */
export function core(): Core {
  if (loaded === undefined) {
    const exports = load();
    loaded = {
      memory: new LinearMemory(exports.memory, exports["heapBase"]()),
      kernels: { float32: kernelsFor(exports, "float32"), float64: kernelsFor(exports, "float64") },
    };
  }
  return loaded;
}

/** Several arrays in one region, so that a whole workspace comes and goes at once. */
export interface Workspace<Name extends string> {
  readonly region: Region;
  /** The address of one of its arrays. */
  readonly at: (name: Name) => number;
}

/** Bytes that arrays of these sizes take in one region. */
export function carvedBytes(sizes: Readonly<Record<string, number>>): number {
  return Object.values(sizes).reduce((sum, bytes) => sum + align(bytes), 0);
}

/** @param sizes bytes of each array, in the order they shall lie; each starts on a cache line. */
export function carve<Name extends string>(sizes: Readonly<Record<Name, number>>): Workspace<Name> {
  const offsets = {} as Record<Name, number>;
  let bytes = 0;
  for (const name in sizes) {
    offsets[name] = bytes;
    bytes += align(sizes[name]);
  }
  const region = core().memory.allocate(bytes);
  return { region, at: (name) => region.address + offsets[name] };
}
