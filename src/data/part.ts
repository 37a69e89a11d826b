import { core } from "../core/core.js";
import type { Region } from "../core/memory.js";
import { paddedBytes, type Rows } from "../core/rows.js";
import type { Crew } from "./crew.js";
import { atOnce, type Pace } from "./sweep.js";

/** What is known of weights, as they count in linear memory, where they are not all there at once. */
export interface Weighing {
  readonly total: number;
  readonly lightest: number;
  readonly heaviest: number;
}

/** Rows that answer questions: how much each counts, and how they are swept. */
export interface Part {
  readonly rows: Rows;
  /** n f64, padded with zeros to whole tiles; undefined where every weight is 1. */
  readonly weights: Pick<Region, "address" | "release"> | undefined;
  /** Where only some of the weights are there at a time: what all of them come to. */
  readonly weighing?: Weighing | undefined;
  readonly pace: Pace;
  /** Others who hold the same rows and weights, and are asked in their place. */
  readonly crew?: Crew | undefined;
}

/** The same rows, which answer here and now. */
export function here({ rows, weights }: Part): Part {
  return { rows, weights, pace: atOnce };
}

/** The same rows, as if each weighed 1. */
export function unweighted(part: Part): Part {
  return { ...part, weights: undefined, weighing: undefined, crew: part.crew?.unweighted };
}

/** Rows that all weigh 1 and answer at once. */
export function partOf(rows: Rows): Part {
  return { rows, weights: undefined, pace: atOnce };
}

/** Copies weights into linear memory. */
export function weightRows(
  rows: Rows,
  weights: Float64Array | undefined,
  pace: Pace = atOnce,
): Part {
  if (weights === undefined) return { rows, weights: undefined, pace };
  const { memory } = core();
  const region = memory.allocate(paddedBytes(rows.count));
  const view = memory.f64(region.address, paddedBytes(rows.count) / 8);
  view.fill(0);
  view.set(weights);
  return { rows, weights: region, pace };
}

/** A view of the weights, one per row, stale as soon as memory grows; undefined where every weight is 1. */
export function weightsOf({ rows, weights }: Part): Float64Array | undefined {
  return weights && core().memory.f64(weights.address, rows.count);
}

/** A view of what rows from `first` on weigh, of a part with weights; stale as soon as memory grows. */
export function weightsFrom(part: Part, first: number, count: number): Float64Array {
  return core().memory.f64(weightsAddress(part, first), count);
}

/** Σ w. */
export function totalWeight(part: Part): number {
  if (part.weighing !== undefined) return part.weighing.total;
  const weights = weightsOf(part);
  if (weights === undefined) return part.rows.count;
  let total = 0;
  // By index, here and below: functions and iterators take five times as long.
  for (let row = 0; row < weights.length; row++) total += weights[row];
  return total;
}

/** The smallest weight. */
export function lightest(part: Part): number {
  if (part.weighing !== undefined) return part.weighing.lightest;
  const weights = weightsOf(part);
  if (weights === undefined) return 1;
  let least = Infinity;
  for (let row = 0; row < weights.length; row++) least = Math.min(least, weights[row]);
  return least;
}

/** The largest weight. */
export function heaviest(part: Part): number {
  if (part.weighing !== undefined) return part.weighing.heaviest;
  const { rows, weights } = part;
  return weights === undefined ? 1 : rows.kernels.largestMagnitude(weights.address, 8, rows.count);
}

/** The address of the weights from row `first` on, or 0 for "none". */
export function weightsAddress({ weights }: Part, first = 0): number {
  return weights === undefined ? 0 : weights.address + first * 8;
}
