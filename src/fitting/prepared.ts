import { type Derived, Rows } from "../core/rows.js";
import type { Talk } from "../data/pending.js";
import type { Pace } from "../data/sweep.js";
import type { Source } from "../points/forms.js";
import { type OpenRows, openPoints } from "../points/points.js";
import { type Preparation, preparedRows, prepareRows } from "../questions/prepared-rows.js";
import { standardizationOf } from "../questions/standardization.js";
import type { Precision, Standardization } from "../types.js";

/** What a fit wants done to its rows. */
export interface WantedPreparation {
  readonly standardize: boolean;
  readonly unitLength: boolean;
}

/** Whether there is anything to be done. */
export function isWanted({ standardize, unitLength }: WantedPreparation): boolean {
  return standardize || unitLength;
}

/** Rows as a model sees them, and what was done to them for it. */
export interface PreparedRows extends OpenRows {
  readonly standardization?: Standardization | undefined;
}

/** Prepared rows that a Points keeps for its next fit. */
interface KeptRows extends Derived, Pick<PreparedRows, "rows" | "standardization"> {}

/** Bytes of linear memory that preparing takes beside the rows as they come. */
export function preparedBytes(
  { count, dimensions, precision: natural }: Source,
  precision: Precision,
  held: boolean,
): number {
  // What is copied for the fit is prepared where it stands.
  return held || natural !== precision ? Rows.bytes(count, dimensions, precision) : 0;
}

/**
 * Opens points for a fit as its model is to see them.
 *
 * @param weights one number a row: how much it counts in means and deviations
 */
export function* openPrepared(
  points: unknown,
  source: Source,
  precision: Precision,
  wanted: WantedPreparation,
  weights: Float64Array | undefined,
  pace: Pace,
): Talk<PreparedRows> {
  const { standardize, unitLength } = wanted;
  // As they come: digits that only standardized values need would be lost in float32.
  const raw = yield* openPoints(points, source, source.precision, pace);
  const name = `prepared ${precision} ${standardize} ${unitLength}`;
  // Weights are the fit's own, and with them the scales, and which rows take no part.
  const keeps = raw.owner !== undefined && weights === undefined;
  const kept = keeps ? (raw.rows.derived(name) as KeptRows | undefined) : undefined;
  if (kept !== undefined) return { ...raw, ...kept };
  const from =
    weights && ((first: number, count: number) => weights.subarray(first, first + count));
  let whole = false;
  try {
    const standardization = standardize
      ? yield* standardizationOf(raw.rows, from, pace)
      : undefined;
    // What has no direction and no weight takes no part.
    const absent = weights?.includes(0) ? (row: number) => weights[row] === 0 : undefined;
    const preparation = { standardization, unitLength, absent };
    const { rows, close } = yield* openAs(raw, precision, preparation, pace);
    if (!keeps) {
      whole = true;
      return { rows, owner: raw.owner, close, standardization };
    }
    const made: KeptRows = { rows, standardization, release: close };
    let held: KeptRows | undefined;
    try {
      held = raw.rows.keep(name, made);
    } finally {
      // Of a Points that was disposed of meanwhile nobody keeps anything.
      if (held === undefined) close();
    }
    whole = true;
    return { ...raw, ...held };
  } finally {
    if (!whole) raw.close();
  }
}

/** Opens points for a model that is fitted, as it has seen those of its fit. */
export function* openAsPrepared(
  points: unknown,
  source: Source,
  precision: Precision,
  preparation: Preparation,
  pace: Pace,
): Talk<OpenRows> {
  if (preparation.standardization === undefined && !preparation.unitLength) {
    // A float32 model sees float32 data, as in its fit; for others nothing is lost by keeping it.
    const least = precision === "float32" ? precision : source.precision;
    return yield* openPoints(points, source, least, pace);
  }
  const raw = yield* openPoints(points, source, source.precision, pace);
  let whole = false;
  try {
    const prepared = yield* openAs(raw, precision, preparation, pace);
    whole = true;
    return { ...prepared, owner: raw.owner };
  } finally {
    if (!whole) raw.close();
  }
}

/** Prepares rows: where they stand, if they were copied for this and have the precision. */
function* openAs(
  { rows, owner, close }: OpenRows,
  precision: Precision,
  preparation: Preparation,
  pace: Pace,
): Talk<Omit<OpenRows, "owner">> {
  if (owner === undefined && rows.precision === precision) {
    yield* prepareRows(rows, rows, preparation, pace);
    return { rows, close };
  }
  const prepared = yield* preparedRows(rows, precision, preparation, pace);
  if (owner === undefined) close();
  return { rows: prepared, close: () => prepared.release() };
}
