import { align } from "../../../core/memory.js";
import { paddedBytes, Rows } from "../../../core/rows.js";
import type { Part } from "../../../data/part.js";
import { elsewhere, paged } from "../../../questions/elsewhere.js";
import { scaledRows } from "../../../questions/scaled-rows.js";
import { answerTo, type Talk } from "../../../data/pending.js";
import { rowsAt, sampleOf } from "../../../questions/sample.js";

/** Rows that a first hypothesis is found on. */
export interface StartRows {
  /** In the user's units: all rows, or so many of them. */
  readonly raw: Part;
  /** The same rows, each column over its unit. */
  readonly scaled: Part;
  /** What the columns were divided by, 0 where a constant one was left out; undefined: nothing. */
  readonly units: readonly number[] | undefined;
  readonly release: () => void;
}

/**
 * @param most how many rows at most, from fixed positions
 * @param units the unit of each column; undefined where the columns share one as they are
 */
export function* openStartRows(
  data: Part,
  most: number,
  units: readonly number[] | undefined,
): Talk<StartRows> {
  const pages = paged(data);
  // A few rows are copied where they come in pages, so that they are at hand.
  const some = data.rows.count > most || (pages !== undefined && most < Infinity);
  const raw = some ? yield* sampleOf(data, most) : data;
  const release = () => {
    if (raw === data) return;
    raw.rows.release();
    raw.weights?.release();
  };
  if (units === undefined) return { raw, scaled: raw, units, release };
  if (pages !== undefined && raw === data)
    return { raw, scaled: pages.scaledPart(units), units, release };
  let open = false;
  try {
    const rows = yield* scaledRows(raw.rows, units, data.pace);
    open = true;
    return {
      raw,
      scaled: { ...raw, rows, crew: elsewhere(raw)?.scaled(rows, units) },
      units,
      release: () => {
        rows.release();
        release();
      },
    };
  } finally {
    if (!open) release();
  }
}

/** Bytes of linear memory that {@link openStartRows} takes at most. */
export function startRowsBytes(n: number, d: number, most: number, scaled: boolean): number {
  const count = Math.min(n, most);
  const sample = count < n ? align(Rows.bytes(count, d, "float64")) + align(paddedBytes(count)) : 0;
  return sample + (scaled ? align(Rows.bytes(count, d, "float64")) : 0);
}

/** Centroids found among scaled rows, in the user's units. */
export function* unscaled(
  centroids: readonly number[],
  { raw, units }: StartRows,
): Talk<readonly number[]> {
  if (units === undefined) return centroids;
  const d = units.length;
  const first = yield* answerTo(rowsAt(raw, [0]));
  // What is constant was left out, and is in one row what it is in all.
  return centroids.map((value, i) => (units[i % d] === 0 ? first[i % d] : value * units[i % d]));
}
