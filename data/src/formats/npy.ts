import { withBytes, type Bytes, type Input } from "../input/file.js";
import { inputOf, type SourceInput } from "../input/input.js";
import { latin1 } from "../latin1.js";
import { checkOptions, type SourceOptions } from "../options.js";
import type { Batch, Rows, Values } from "../rows/batch.js";
import { chosenColumns } from "../rows/choose.js";
import { tableSource } from "../rows/table-source.js";
import type { DataSource } from "../source.js";

/** Types of numbers, by the letter and the bytes that NumPy writes. */
const types = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  b1: Uint8Array,
};

/** Where an array lies in a file, and how. */
interface NpyArray {
  readonly type: keyof typeof types;
  readonly isBigEndian: boolean;
  /** Whether it is kept column by column. */
  readonly isFortran: boolean;
  readonly rows: number;
  readonly columns: number;
  /** The byte at which numbers start. */
  readonly start: number;
}

/** About how many bytes are read at once. */
const step = 2 ** 20;

/**
 * Opens an array of one or two dimensions in NumPy's format, at a path, a URL or in a Blob, versions
 * 1 to 3, row by row or, in Fortran's order, column by column. Columns are named column1, column2, …; true and false are
 * read as 1 and 0.
 *
 * @throws Error where the file is damaged or cut off, or holds something else than numbers
 * @throws RangeError where an option has a value it cannot have
 *
 * @example
 * ```ts
 * import { openNpy } from "mixtura-data";
 *
 * const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }\n".padStart(60);
 * const numbers = new Float64Array([1, 2, 3, 4]);
 * const start = new Uint8Array([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 60, 0]);
 * const source = await openNpy(new Blob([start, header, numbers]));
 * console.log(source.rows, source.dimensions); // 2 2
 * ```
 */
export async function openNpy(
  input: SourceInput,
  options: SourceOptions = {},
): Promise<DataSource> {
  checkOptions(options);
  const file = await inputOf(input);
  const array = await withBytes(file, (bytes) => npyArray(file, bytes));
  const found = Array.from({ length: array.columns }, (_, i) => ({ name: `column${i + 1}` }));
  const { columns, weights } = chosenColumns(file.name, found, options);
  const column = (index: number) => ({
    name: found[index].name,
    isWide: /[iu]8/.test(array.type),
    isFloat32: array.type === "f4",
  });
  const indices = weights === undefined ? columns : [...columns, weights];
  return tableSource(
    {
      name: file.name,
      columns: columns.map(column),
      weights: weights === undefined ? undefined : column(weights),
      rows: array.rows,
      checkUnchanged: () => file.checkUnchanged(),
      batches: (rows) => npyBatches(file, array, indices, rows),
    },
    options,
  );
}

async function npyArray({ name, size }: Input, bytes: Bytes): Promise<NpyArray> {
  const fail = (message: string): never => {
    throw new Error(`${name}: ${message}`);
  };
  const head = await bytes.read(0, Math.min(12, size));
  if (latin1(head.subarray(0, 6)) !== "\x93NUMPY") {
    fail("this is no .npy file: it does not start as one");
  }
  if (head.length < 12) fail("the file is cut off in its header");
  const view = new DataView(head.buffer);
  const isFirst = head[6] === 1;
  const headerStart = isFirst ? 10 : 12;
  const start = headerStart + (isFirst ? view.getUint16(8, true) : view.getUint32(8, true));
  // Not even names of thousands of fields take so much.
  if (start > 2 ** 24) fail("its header is damaged");
  if (size < start) fail("the file is cut off in its header");
  const header = latin1(await bytes.read(headerStart, start));
  const [endian, type] = found(header, /'descr': *'([<>|=])([a-z]\d+)'/);
  const [order] = found(header, /'fortran_order': *(True|False)/);
  const [sizes] = found(header, /'shape': *\(([\d, ]*)\)/);
  if (!(type in types)) {
    const [got] = found(header, /'descr': *('[^']*'|\[.*\])/);
    const what = got === "" ? "a damaged header" : got;
    fail(`expected an array of numbers (${Object.keys(types).join(", ")}), got ${what}`);
  }
  const shape = sizes.split(",").flatMap((text) => (text.trim() === "" ? [] : [Number(text)]));
  if (order === "") fail("its header is damaged");
  if (shape.length < 1 || shape.length > 2 || shape[1] === 0) {
    fail(`expected an array of rows and columns, got one of shape (${shape.join(", ")})`);
  }
  const [rows, columns = 1] = shape;
  const known = type as keyof typeof types;
  const expected = rows * columns * types[known].BYTES_PER_ELEMENT;
  const got = size - start;
  if (got !== expected) {
    const why = got < expected ? "the file is cut off" : "there is more than one array";
    fail(`${why}: expected ${expected} bytes of numbers, got ${got}`);
  }
  const isFortran = order === "True";
  return { type: known, isBigEndian: endian === ">", isFortran, rows, columns, start };
}

async function* npyBatches(
  file: Input,
  array: NpyArray,
  indices: readonly number[],
  { rowStart, rowEnd }: Rows,
): AsyncGenerator<Batch, void, undefined> {
  const bytes = await file.open();
  try {
    const width = types[array.type].BYTES_PER_ELEMENT;
    const most = Math.max(1, Math.floor(step / (array.columns * width)));
    const read = async (first: number, count: number): Promise<ArrayLike<number>> => {
      const from = array.start + first * width;
      return numbersIn(await bytes.read(from, from + count * width), array);
    };
    for (let first = rowStart; first < rowEnd; first += most) {
      const count = Math.min(most, rowEnd - first);
      const columns: Values[] = [];
      if (array.isFortran) {
        for (const index of indices) {
          const numbers = await read(index * array.rows + first, count);
          columns.push({ numbers, start: 0, stride: 1 });
        }
      } else {
        const numbers = await read(first * array.columns, count * array.columns);
        for (const start of indices) columns.push({ numbers, start, stride: array.columns });
      }
      yield { first, count, columns };
    }
  } finally {
    await bytes.close();
  }
}

function numbersIn(bytes: Uint8Array<ArrayBuffer>, array: NpyArray): ArrayLike<number> {
  const Numbers = types[array.type];
  const width = Numbers.BYTES_PER_ELEMENT;
  if (array.isBigEndian) {
    for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
  }
  const values = new Numbers(bytes.buffer);
  if (!(values instanceof BigInt64Array || values instanceof BigUint64Array)) return values;
  return Float64Array.from({ length: values.length }, (_, index) => Number(values[index]));
}

/** What an expression captures; empty texts where it finds nothing. */
function found(text: string, expression: RegExp): string[] {
  return expression.exec(text)?.slice(1) ?? ["", ""];
}
