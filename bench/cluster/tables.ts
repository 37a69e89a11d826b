import { openSync, closeSync, writeSync } from "node:fs";
import { uniforms } from "../../test/data.js";

/** A table as .npy, and the same rows in memory. */
export interface MadeTable {
  readonly location: string;
  readonly points: { readonly data: Float64Array; readonly shape: readonly [number, number] };
}

/** Writes noise, in which no fit ends early, as NumPy's format has it. */
export function makeTable(location: string, n: number, d: number): MadeTable {
  const uniform = uniforms(n + d);
  const data = Float64Array.from({ length: n * d }, () => uniform() + uniform());
  const about = `{'descr': '<f8', 'fortran_order': False, 'shape': (${n}, ${d}), }`;
  const head = Buffer.from(`\x93NUMPY\x01\x00\x00\x00${about}`, "latin1");
  const padded = Buffer.alloc(Math.ceil((head.length + 1) / 64) * 64, " ");
  head.copy(padded);
  padded[padded.length - 1] = 10;
  padded.writeUInt16LE(padded.length - 10, 8);
  const file = openSync(location, "w");
  writeSync(file, padded);
  writeSync(file, new Uint8Array(data.buffer));
  closeSync(file);
  return { location, points: { data, shape: [n, d] } };
}
