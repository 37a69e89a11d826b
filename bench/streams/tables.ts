import { uniforms } from "../../test/data.js";
import { readCities, readFlights } from "../datasets/read.js";
import { datasetsInstalled } from "../problems/installed.js";
import { made } from "../problems/made.js";
import type { Sizes } from "../problems/problem.js";

/** Rows that are streamed, and how many components they are fitted by. */
export interface StreamedTable {
  readonly name: string;
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly ks: readonly number[];
}

/** Blobs, and where they are there cities and flights. */
export async function streamedTables(quick: boolean): Promise<StreamedTable[]> {
  const sizes: Sizes = quick ? [20_000, 8, 16] : [1_000_000, 8, 16];
  const { data, n, d } = await made("blobs", sizes).make();
  const blobs = { name: "blobs", data, n, d, ks: [16] };
  if (!datasetsInstalled()) return [blobs];
  const real = async (name: string, all: Float64Array | Promise<Float64Array>) => {
    const rows = await all;
    const some = quick ? rows.subarray(0, 2 * 20_000) : rows;
    return { name, data: some, n: some.length / 2, d: 2, ks: quick ? [8] : [8, 64] };
  };
  return [blobs, await real("cities", readCities()), await real("flights", readFlights())];
}

/** The same rows in an order that a seed decides (Fisher & Yates), no more than so many. */
export function shuffled(table: StreamedTable, seed: number, most = Infinity): StreamedTable {
  const { n, d } = table;
  const uniform = uniforms(seed);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return inOrder(table, order.subarray(0, Math.min(n, most)), d);
}

/** The same rows by the value of their first column. */
export function sorted(table: StreamedTable): StreamedTable {
  const { data, n, d } = table;
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  order.sort((a, b) => data[a * d] - data[b * d] || a - b);
  return inOrder(table, order, d);
}

function inOrder(table: StreamedTable, order: Uint32Array, d: number): StreamedTable {
  const data = new Float64Array(order.length * d);
  order.forEach((from, to) => data.set(table.data.subarray(from * d, (from + 1) * d), to * d));
  return { ...table, data, n: order.length };
}
