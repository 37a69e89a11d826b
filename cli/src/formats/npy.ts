import type { Source } from "../files/source.js";
import { counted, quoted } from "../text/wording.js";
import type { TableSink } from "./table-sink.js";

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

/** Numbers in rows and columns. */
export interface NpyArray {
  /** What NumPy calls the type of the numbers, without the order of bytes: `f8`. */
  readonly type: keyof typeof types;
  readonly rows: number;
  readonly columns: number;
  readonly at: (row: number, column: number) => number | bigint;
}

/** Reads an array of one or two dimensions in NumPy's format, versions 1 to 3. */
export function readNpy(bytes: Uint8Array<ArrayBuffer>, source: Source, sink: TableSink): void {
  const { rows, columns, at } = npyArray(bytes, source);
  const columnAt = (index: number) => {
    const column = new Float64Array(rows);
    for (let row = 0; row < rows; row++) column[row] = Number(at(row, index));
    return column;
  };
  sink.begin(new Array<string>(columns).fill(""), 1);
  sink.rows(columnAt, rows, 1);
}

/** @param file the whole of it, which starts its buffer */
export function npyArray(file: Uint8Array<ArrayBuffer>, source: Source): NpyArray {
  const bytes = Buffer.from(file.buffer);
  const fail = (message: string): never => {
    throw new Error(`${source.name}: ${message}`);
  };
  if (bytes.toString("latin1", 0, 6) !== "\x93NUMPY") {
    fail("this is no .npy file: it does not start as one");
  }
  const lengthBytes = bytes[6] === 1 ? 2 : 4;
  const headerStart = 8 + lengthBytes;
  if (bytes.length < headerStart) fail("the file is cut off in its header");
  const start = headerStart + bytes.readUIntLE(8, lengthBytes);
  if (bytes.length < start) fail("the file is cut off in its header");
  const header = bytes.toString("latin1", headerStart, start);
  const [endian, type] = found(header, /'descr': *'([<>|=])([a-z]\d+)'/);
  const [order] = found(header, /'fortran_order': *(True|False)/);
  const [sizes] = found(header, /'shape': *\(([\d, ]*)\)/);
  if (!(type in types)) {
    const [got] = found(header, /'descr': *('[^']*'|\[.*\])/);
    fail(
      `expected an array of numbers (${Object.keys(types).join(", ")}), got ${got === "" ? "a damaged header" : quoted(got)}`,
    );
  }
  const shape = sizes.split(",").flatMap((size) => (size.trim() === "" ? [] : [Number(size)]));
  if (order === "") fail("its header is damaged");
  if (shape.length < 1 || shape.length > 2 || shape[1] === 0) {
    fail(`expected an array of rows and columns, got one of shape (${shape.join(", ")})`);
  }
  const [rows, columns = 1] = shape;
  const Numbers = types[type as keyof typeof types];
  const width = Numbers.BYTES_PER_ELEMENT;
  const expected = rows * columns * width;
  const got = bytes.length - start;
  if (got !== expected) {
    fail(
      `${got < expected ? "the file is cut off" : "there is more than one array"}: expected ` +
        `${counted(expected, "byte")} of numbers, got ${got.toLocaleString("en-US")}`,
    );
  }
  // A copy starts where numbers may.
  const own = Buffer.from(file.buffer.slice(start));
  if (endian === ">" && width > 1) {
    if (width === 2) own.swap16();
    else if (width === 4) own.swap32();
    else own.swap64();
  }
  const values = new Numbers(own.buffer, 0, rows * columns);
  const [byRow, byColumn] = order === "True" ? [1, rows] : [columns, 1];
  return {
    type: type as keyof typeof types,
    rows,
    columns,
    at: (row, column) => values[row * byRow + column * byColumn],
  };
}

/** What an expression captures; empty texts where it finds nothing. */
function found(text: string, expression: RegExp): string[] {
  return expression.exec(text)?.slice(1) ?? ["", ""];
}
