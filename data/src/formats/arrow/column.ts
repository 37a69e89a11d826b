import { Type, type DataType } from "@uwdata/flechette";
import { decompressZstd } from "hyparquet-compressors";
import type { Bytes } from "../../input/file.js";
import { lz4Unpacked } from "./lz4.js";
import type { RecordBatch } from "./messages.js";
import type { Place } from "./schema.js";

/** What a buffer may come to where its packed bytes are few. */
const largest = 2 ** 28;

/** Reads rows `[start, end)` of a column in a batch, NaN where they are null. */
export type ColumnReader = (start: number, end: number) => Promise<Float64Array>;

/**
 * Opens a column of a batch. Buffers that are packed are unpacked here, once; of others only the
 * rows that are wanted are read.
 */
export async function columnReader(
  bytes: Bytes,
  batch: RecordBatch,
  { node, buffer }: Place,
  type: DataType,
): Promise<ColumnReader> {
  const [rows, nulls] = batch.nodes.at(node) ?? [0, 0];
  if (rows !== batch.rows) throw new Error(`${rows} of ${batch.rows} rows of a column`);
  const width = bitWidth(type) / 8;
  const validity =
    nulls === 0 || (batch.buffers.at(buffer)?.[1] ?? 0) === 0
      ? undefined
      : await bufferReader(bytes, batch, buffer, Math.ceil(rows / 8));
  const values = await bufferReader(bytes, batch, buffer + 1, rows * width);
  return async (start, end) => {
    const numbers = numbersIn(await values(start * width, end * width), type);
    if (!validity) return numbers;
    const bits = await validity(start >> 3, (end + 7) >> 3);
    for (let i = 0; i < numbers.length; i++) {
      const bit = (start & 7) + i;
      if ((bits[bit >> 3] & (1 << (bit & 7))) === 0) numbers[i] = NaN;
    }
    return numbers;
  };
}

type BufferReader = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;

async function bufferReader(
  bytes: Bytes,
  { buffers, compression }: RecordBatch,
  index: number,
  needed: number,
): Promise<BufferReader> {
  const [at, length] = buffers.at(index) ?? [0, 0];
  if (compression === undefined) {
    if (length < needed) throw new Error(`a buffer of ${length} bytes where ${needed} are needed`);
    return (start, end) => bytes.read(at + start, at + end);
  }
  if (needed === 0) return () => Promise.resolve(new Uint8Array());
  if (length < 8) throw new Error(`a buffer of ${length} bytes where ${needed} are needed`);
  const packed = await bytes.read(at, at + length);
  const size = Number(new DataView(packed.buffer).getBigInt64(0, true));
  const content = packed.subarray(8);
  // −1 says that a buffer is not packed after all.
  const unpacked = size === -1 ? content.slice() : unpack(content, size, needed, compression);
  if (unpacked.length < needed) {
    throw new Error(`a buffer of ${unpacked.length} bytes where ${needed} are needed`);
  }
  return (start, end) => Promise.resolve(unpacked.slice(start, end));
}

function unpack(
  content: Uint8Array,
  size: number,
  needed: number,
  compression: "lz4" | "zstd",
): Uint8Array<ArrayBuffer> {
  if (!(size >= needed && size <= Math.max(largest, 1024 * content.length))) {
    throw new Error(`a packed buffer that claims ${size} bytes where ${needed} are needed`);
  }
  const unpacked =
    compression === "lz4"
      ? lz4Unpacked(content, size)
      : decompressZstd(content, new Uint8Array(size));
  return unpacked as Uint8Array<ArrayBuffer>;
}

function bitWidth(type: DataType): number {
  if (type.typeId === Type.Float) return 16 << type.precision;
  if (type.typeId === Type.Int || type.typeId === Type.Decimal) return type.bitWidth;
  throw new Error("a column without numbers");
}

function numbersIn({ buffer }: Uint8Array<ArrayBuffer>, type: DataType): Float64Array {
  if (type.typeId === Type.Float) {
    if (type.precision === 2) return new Float64Array(buffer);
    if (type.precision === 1) return Float64Array.from(new Float32Array(buffer));
    return Float64Array.from(new Uint16Array(buffer), half);
  }
  if (type.typeId === Type.Int) {
    const { bitWidth: bits, signed } = type;
    if (bits === 8) return Float64Array.from(new (signed ? Int8Array : Uint8Array)(buffer));
    if (bits === 16) return Float64Array.from(new (signed ? Int16Array : Uint16Array)(buffer));
    if (bits === 32) return Float64Array.from(new (signed ? Int32Array : Uint32Array)(buffer));
    return everyNth(new (signed ? BigInt64Array : BigUint64Array)(buffer), 1, 1);
  }
  const { bitWidth: bits, scale } = type as DataType & { bitWidth: number; scale: number };
  const by = 10 ** scale;
  // Decimals of so few digits that all are in the lowest 64 bits.
  return bits === 32
    ? Float64Array.from(new Int32Array(buffer), (value) => value / by)
    : everyNth(new BigInt64Array(buffer), bits / 64, by);
}

function everyNth(values: BigInt64Array | BigUint64Array, step: number, by: number): Float64Array {
  const numbers = new Float64Array(values.length / step);
  for (let i = 0; i < numbers.length; i++) numbers[i] = Number(values[i * step]) / by;
  return numbers;
}

/** A number of 16 bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}
