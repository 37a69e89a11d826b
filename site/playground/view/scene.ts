import { pick, rangeOf, type Table } from "../data/table.js";
import { SHEET } from "../data/drawn.js";

/** How points lie on the sheet, in the units of its two axes. */
export interface Scene {
  readonly kind: "plane" | "line" | "map" | "shadow";
  /** Two numbers a point. */
  readonly positions: Float64Array;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly labels: readonly [string, string];
  /** Whether a unit is as long on both axes. */
  readonly equal: boolean;
  /** Where a centroid or mean lies. */
  place(centroid: readonly number[]): [number, number];
  /** A centroid that is let go at a position, and was where `from` is before. */
  drop(to: readonly [number, number], from: readonly number[]): number[];
  /** The point of the fit at a position; undefined where a position is one of many points. */
  readonly lift: ((x: number, y: number) => number[]) | undefined;
}

const padded = ([from, to]: readonly [number, number], by: number): [number, number] => {
  const room = to > from ? by * to - by * from : Math.abs(from) || 1;
  return [Math.max(from - room, -Number.MAX_VALUE), Math.min(to + room, Number.MAX_VALUE)];
};

/** Two columns, of two: a position is a point. */
export function planeScene(table: Table, equal: boolean, cosine: boolean, drawn: boolean): Scene {
  const reach = cosine ? lengthOf(table) : 1;
  const range = (column: 0 | 1, sheet: number): [number, number] => {
    const [least, most] = rangeOf(table, column);
    // A drawing stays where it is as it grows; angles are seen from the origin.
    if (drawn) return [Math.min(least, 0), Math.max(most, sheet)];
    return padded(cosine ? [Math.min(least, 0), Math.max(most, 0)] : [least, most], 0.06);
  };
  return {
    kind: "plane",
    positions: table.values,
    x: range(0, SHEET.width),
    y: range(1, SHEET.height),
    labels: [table.columns[0], table.columns[1]],
    equal,
    // Of length 1 by cosine: shown as far from the origin as points are.
    place: (centroid) => [reach * centroid[0], reach * centroid[1]],
    drop: (to) => [...to],
    lift: (x, y) => [x, y],
  };
}

/** Two columns of more: a position is the shadow of many points. */
export function shadowScene(
  table: Table,
  axes: readonly [number, number],
  equal: boolean,
  cosine: boolean,
): Scene {
  const shown = pick(table, axes);
  const reach = cosine ? lengthOf(table) : 1;
  return {
    kind: "shadow",
    positions: shown.values,
    x: padded(rangeOf(shown, 0), 0.06),
    y: padded(rangeOf(shown, 1), 0.06),
    labels: [shown.columns[0], shown.columns[1]],
    equal,
    place: (centroid) => [reach * centroid[axes[0]], reach * centroid[axes[1]]],
    drop: (to, from) =>
      from.map((value, j) =>
        j === axes[0] ? to[0] / reach : j === axes[1] ? to[1] / reach : value,
      ),
    lift: undefined,
  };
}

/** The usual length of a row; in units of the largest value, whose square may be beyond all numbers. */
function lengthOf({ values, count }: Table): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return 1;
  let squares = 0;
  for (const value of values) squares += (value / largest) ** 2;
  return largest * Math.sqrt(squares / count);
}

const BINS = 80;
const HIGHEST = 1e300;

/** One column: points are stacked where they lie, so that their heights are a density. */
export function lineScene(table: Table): Scene {
  const { values, count } = table;
  const x = padded(rangeOf(table, 0), 0.05);
  const width = x[1] / BINS - x[0] / BINS;
  // A range near the smallest numbers has densities beyond the largest.
  const share = Math.min(1 / count / width, HIGHEST);
  const heights = new Float64Array(BINS);
  const positions = new Float64Array(2 * count);
  for (let i = 0; i < count; i++) {
    const bin = Math.min(BINS - 1, Math.floor(values[i] / width - x[0] / width));
    const along = (bin + 0.5) / BINS;
    positions[2 * i] = x[0] * (1 - along) + x[1] * along;
    positions[2 * i + 1] = (heights[bin] + 0.5) * share;
    heights[bin] += 1;
  }
  const highest = Math.max(...heights) * share;
  return {
    kind: "line",
    positions,
    x,
    y: [-0.09 * highest, 1.12 * highest],
    labels: [table.columns[0], "density"],
    equal: false,
    place: ([mean]) => [mean, 0],
    drop: ([x]) => [x],
    lift: (u) => [u],
  };
}

const degrees = (radians: number) => (radians * 180) / Math.PI;

/** Points of the sphere on a map: longitude and latitude. */
export function mapScene(
  { values, count }: Table,
  sphere: (longitude: number, latitude: number) => number[],
): Scene {
  const place = ([x, y, z]: readonly number[]): [number, number] => [
    degrees(Math.atan2(y, x)),
    degrees(Math.atan2(z, Math.hypot(x, y))),
  ];
  const positions = new Float64Array(2 * count);
  for (let i = 0; i < count; i++)
    positions.set(place([...values.subarray(3 * i, 3 * i + 3)]), 2 * i);
  return {
    kind: "map",
    positions,
    x: [-170, 190],
    y: [-58, 78],
    labels: ["longitude", "latitude"],
    equal: true,
    place,
    drop: ([longitude, latitude]) => sphere(longitude, latitude),
    lift: sphere,
  };
}
