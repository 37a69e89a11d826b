import { core } from "../core/core.js";
import type { Rows } from "../core/rows.js";

type View = Float64Array | Float32Array;

/** Makes room for so many bytes now, so that memory does not grow in between. */
export function makeRoom(bytes: number): void {
  core().memory.reserve(bytes);
}

/**
 * Has rows from `first` on written into a view of them.
 *
 * @param write fills a view of `count` rows; done again where it made memory grow meanwhile, as a
 *   getter of the user's may that makes other points
 */
export function writeRows(
  rows: Rows,
  first: number,
  count: number,
  write: (view: View) => void,
): void {
  const { memory } = core();
  const { generation } = memory;
  write(rows.view(first, count));
  if (memory.generation === generation) return;
  const values = new Float64Array(count * rows.dimensions);
  write(values);
  rows.view(first, count).set(values);
}

/**
 * Lets a function of the user's write all rows, and takes the view away from it: whatever it left
 * behind could otherwise go on writing, into what is then the memory of others.
 *
 * @returns what it returned
 */
export function letWrite(rows: Rows, write: (view: View) => unknown): unknown {
  const { memory } = core();
  const { generation } = memory;
  try {
    const result = write(rows.view().fill(0));
    if (memory.generation !== generation) {
      throw new Error("fill made other points while it was writing: make those beforehand");
    }
    return result;
  } finally {
    memory.detachViews();
  }
}
