import { npyArray, type NpyArray } from "../formats/npy.js";
import type { Added } from "./added.js";
import type { Opened } from "./whole.js";

/** .npy, of two dimensions, whose numbers keep their type where it holds those that are added. */
export const openedNpy: Opened = (bytes, source) => {
  const array = npyArray(bytes, source);
  return {
    with: (added) => widened(array, added),
    cells: () => array.at,
  };
};

function widened(array: NpyArray, added: Added): Uint8Array {
  const columns = added.names.map((_, index) => added.column(index));
  const Numbers = array.type === "f4" ? Float32Array : Float64Array;
  const width = array.columns + columns.length;
  const values = new Numbers(array.rows * width);
  for (let row = 0; row < array.rows; row++) {
    for (let column = 0; column < array.columns; column++) {
      values[row * width + column] = Number(array.at(row, column));
    }
    columns.forEach((column, index) => {
      values[row * width + array.columns + index] = column[row];
    });
  }
  const header = Buffer.from(headerOf(Numbers.BYTES_PER_ELEMENT, array.rows, width), "latin1");
  return Buffer.concat([header, Buffer.from(values.buffer)]);
}

/** As version 1 of the format has it: padded, so that numbers start at a multiple of 64. */
function headerOf(bytes: number, rows: number, columns: number): string {
  const shape = `{'descr': '<f${bytes}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((10 + shape.length + 1) / 64) * 64 - 10;
  const sizes = String.fromCharCode(length & 0xff, length >> 8);
  return `\x93NUMPY\x01\x00${sizes}${shape.padEnd(length - 1)}\n`;
}
