import { tableOf, type Table } from "./table.js";

/** What is seen of the sheet that one draws on, at least, in the units of its points. */
export const SHEET = { width: 10, height: 7 } as const;
/** Steps a unit: positions are whole numbers of them, so that few bytes tell them exactly. */
const STEPS = 1000;

/** A position as two whole numbers. */
export const quantise = (x: number, y: number): [number, number] => [
  Math.round(x * STEPS),
  Math.round(y * STEPS),
];

/** Points from pairs of whole numbers. */
export const drawnTable = (pairs: readonly number[]): Table =>
  tableOf(
    ["x", "y"],
    pairs.map((value) => value / STEPS),
  );
