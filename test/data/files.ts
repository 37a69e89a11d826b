import {
  tableFromColumns,
  columnFromArray,
  float32,
  float64,
  int32,
  tableToIPC,
} from "@uwdata/flechette";
import { parquetWriteBuffer } from "hyparquet-writer";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DataSource, RowRange } from "mixtura-data";

/** Three columns of numbers, one of text. */
export interface Sample {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly count: Int32Array;
  readonly place: string[];
}

export function sample(rows: number): Sample {
  const of = (value: (i: number) => number) =>
    Float64Array.from({ length: rows }, (_, i) => value(i));
  return {
    x: of((i) => Math.sin(i) * 1e3),
    y: of((i) => i / 7 - 1e6),
    count: Int32Array.from({ length: rows }, (_, i) => (i % 2 ? -i : i)),
    place: Array.from({ length: rows }, (_, i) => `"${i}", so\nthere`),
  };
}

export function rowMajor({ x, y, count }: Sample, start = 0, end = x.length): Float64Array {
  const rows: number[] = [];
  for (let i = start; i < Math.min(end, x.length); i++) rows.push(x[i], y[i], count[i]);
  return Float64Array.from(rows);
}

export function csvOf({ x, y, count, place }: Sample): string {
  const line = (i: number) => `${x[i]},"${place[i].replaceAll('"', '""')}",${y[i]},${count[i]}\n`;
  return `x,place,y,count\n${Array.from(x, (_, i) => line(i)).join("")}`;
}

export function parquetOf(
  { x, y, count, place }: Sample,
  rowGroupSize = 1000,
): Uint8Array<ArrayBuffer> {
  const columnData = [
    { name: "x", data: x },
    { name: "place", data: place },
    { name: "y", data: y },
    { name: "count", data: count },
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
}

export function arrowOf(
  { x, y, count, place }: Sample,
  format: "file" | "stream" = "file",
  maxBatchRows = 700,
): Uint8Array<ArrayBuffer> {
  const options = { maxBatchRows };
  const table = tableFromColumns({
    x: columnFromArray(x, float64(), options),
    place: columnFromArray(place, undefined, options),
    y: columnFromArray(y, float64(), options),
    count: columnFromArray(count, int32(), options),
  });
  return new Uint8Array(tableToIPC(table, { format })!);
}

export function arrowOfFloats(values: Float32Array): Uint8Array<ArrayBuffer> {
  const table = tableFromColumns({ x: columnFromArray(values, float32()) });
  return new Uint8Array(tableToIPC(table, { format: "stream" })!);
}

export function npyOf(
  numbers: ArrayBufferView,
  type: string,
  shape: readonly number[],
  isFortran = false,
): Uint8Array<ArrayBuffer> {
  const order = isFortran ? "True" : "False";
  const header = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape.join(", ")},), }`;
  const padded = new TextEncoder().encode(header.padEnd(117) + "\n");
  const bytes = new Uint8Array(10 + padded.length + numbers.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length, 0]);
  bytes.set(padded, 10);
  bytes.set(
    new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
    10 + padded.length,
  );
  return bytes;
}

const folder = mkdtempSync(join(tmpdir(), "mixtura-data-"));
let files = 0;

/** Writes a file of its own; returns its path. */
export function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, content);
  return path;
}

/** All numbers of a pass. */
export async function pointsOf(source: DataSource, range?: RowRange): Promise<number[]> {
  const all: number[] = [];
  for await (const chunk of source.open(range)) {
    for (const value of "points" in chunk ? chunk.points : chunk) all.push(value);
  }
  return all;
}

/** What a pass is refused with. */
export async function refusalOf(open: () => Promise<DataSource>): Promise<string> {
  try {
    await pointsOf(await open());
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was refused";
}
