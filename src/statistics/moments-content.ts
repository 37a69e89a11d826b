import { foldNodes, joinNodes, type Nodes, subtreesAmong } from "../core/blocks.js";
import { FULL, type Form } from "../core/forms.js";
import { powerOfTwoWithin } from "../linear-algebra/power-of-two.js";
import { LARGEST, LOG_SHARES, SIZES, statisticsLength } from "../questions/mixture-statistics.js";
import type { Summary } from "./summary.js";
import { checked, type Reader, type Writer } from "./bytes.js";

/**
 * Statistics of a mixture or of soft k-means: vectors as src/questions/mixture-sums.ts has them, about
 * the means of θ, of subtrees of the tree of blocks; or one, where nobody knows where rows lie among all.
 */
export interface MomentsContent {
  readonly kind: "moments";
  /** What they hold of the second order. */
  readonly spread: Form;
  readonly nodes: Nodes;
  /** What a weight of 1 in them stands for: a power of two. */
  readonly unit: number;
  /** Σ w in that unit. */
  readonly total: number;
  /** What shares are multiplied by in the objective of soft k-means: β. */
  readonly stiffness: number;
  /** What variances are measured in where their logarithms are taken, powers of two; none for soft k-means. */
  readonly units: readonly number[];
  /** What a point's log-density lacks for those units, and for the user's. */
  readonly shifts: readonly [number, number];
}

/** Where the one vector of rows lies that have no place among others. */
export const NOWHERE = { first: 0, count: 1 };

export function lengthOf({ spread }: MomentsContent, k: number, d: number): number {
  return statisticsLength(spread, k, d);
}

/** The vector of all rows. */
export function momentsOfAll(content: MomentsContent, k: number, d: number): readonly number[] {
  return foldNodes([content.nodes], lengthOf(content, k, d));
}

/** The free energy of soft k-means, or the log-likelihood of a mixture as its rows are seen. */
export function objectiveOf(
  { unit, total, stiffness, units, shifts }: MomentsContent,
  all: readonly number[],
): number {
  const shares = all[LOG_SHARES];
  if (units.length === 0)
    return (-all[LARGEST] - (shares === 0 ? 0 : shares / stiffness)) * unit + 0;
  return (shifts[0] * total - -(all[LARGEST] + shares)) * unit + 0;
}

export function momentsSummary(content: MomentsContent, k: number, d: number): Summary {
  const { unit, total, shifts } = content;
  const all = momentsOfAll(content, k, d);
  const totalWeight = total * unit;
  return {
    totalWeight,
    sizes: all.slice(SIZES, SIZES + k).map((size) => size * unit),
    objective: objectiveOf(content, all) + shifts[1] * totalWeight,
  };
}

/**
 * @param follows whether the rows of b follow those of a in one table
 */
export function mergeMoments(
  a: MomentsContent,
  b: MomentsContent,
  length: number,
  follows: boolean,
): MomentsContent {
  const unit = Math.max(a.unit, b.unit);
  const [x, y] = [a, b].map(({ nodes, unit: own }) => inUnit(nodes, own / unit));
  const total = a.total * (a.unit / unit) + b.total * (b.unit / unit);
  const nodes = follows
    ? joinNodes([x, y], length)
    : { ...x, values: x.values.map((value, i) => value + y.values[i]) };
  return { ...a, nodes, unit, total };
}

/** Powers of two change no digit. */
function inUnit(nodes: Nodes, factor: number): Nodes {
  return factor === 1 ? nodes : { ...nodes, values: nodes.values.map((value) => value * factor) };
}

export function writeMoments(writer: Writer, content: MomentsContent): void {
  writer.u8(content.spread);
  writer.u32(content.units.length);
  writer.f64s([content.unit, content.total, content.stiffness, ...content.shifts]);
  writer.f64s(content.units);
  writer.f64s(content.nodes.values);
}

/**
 * @param rowStart where they begin among all rows, if that is known
 * @param count how many rows
 */
export function readMoments(
  reader: Reader,
  k: number,
  d: number,
  rowStart: number | undefined,
  count: number,
): MomentsContent {
  const spread = checked(reader.u8(), (form) => form <= FULL) as Form;
  const units = checked(reader.u32(), (some) => some === 0 || some === 1 || some === d);
  const [unit, total, stiffness, ...shifts] = reader.f64s(5);
  for (const positive of [unit, total]) checked(positive, (value) => value > 0);
  checked(stiffness, (value) => value >= 0);
  checked(unit, (value) => powerOfTwoWithin(value) === value);
  const each = Array.from(reader.f64s(units));
  for (const value of each) checked(value, () => value > 0 && powerOfTwoWithin(value) === value);
  const length = statisticsLength(spread, k, d);
  const place = rowStart === undefined ? NOWHERE : { first: rowStart, count };
  const values = reader.f64s(subtreesAmong(place.first, place.count).length * length);
  for (let at = SIZES; at < values.length; at += length) {
    for (let c = 0; c < k; c++) checked(values[at + c], (size) => size >= 0);
  }
  return {
    kind: "moments",
    spread,
    nodes: { ...place, values },
    unit,
    total,
    stiffness,
    units: each,
    shifts: [shifts[0], shifts[1]],
  };
}
