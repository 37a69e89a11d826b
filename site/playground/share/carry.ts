/** The visitor's own points as text, for a link or a file. */
import type { Own } from "../data/own.js";
import { isPicture, pictureOfPoints } from "../data/picture.js";
import { isPlaces, placesOf } from "../data/sphere.js";
import { tableOf } from "../data/table.js";
import { bytesOf, squeeze, textOf, unsqueeze } from "./bytes.js";
import { packPairs, unpackPairs } from "./numbers.js";

/** What a file holds of points; numbers in JSON are read back to the bit. */
export interface Written {
  readonly name: string;
  readonly columns: readonly string[];
  readonly values: readonly number[];
  readonly width?: number;
  readonly height?: number;
  /** Which pixels the points are, where some are none. */
  readonly at?: readonly number[];
  readonly places?: true;
  readonly equal?: true;
}

export function writtenOf({ name, table }: Own): Written {
  const { columns } = table;
  return { name, columns, values: Array.from(table.values), ...shapeOf(table) };
}

function shapeOf(table: Own["table"]): Partial<Written> {
  if (isPlaces(table)) return { places: true };
  if (!isPicture(table)) return table.equal ? { equal: true } : {};
  const { width, height, at } = table;
  return { width, height, ...(at.length === width * height ? {} : { at: Array.from(at) }) };
}

/** @throws where it is no table */
export function ownOf(
  { name, columns, values, ...shape }: Written,
  origin: NonNullable<Own["origin"]>,
): Own {
  const sound =
    typeof name === "string" &&
    columns.length > 0 &&
    columns.every((column) => typeof column === "string") &&
    values.length > 0 &&
    values.length % columns.length === 0 &&
    values.every(Number.isFinite);
  if (!sound) throw new Error("no table");
  const received = { name, origin };
  if (shape.places !== undefined) return { ...received, table: placesFrom(columns, values) };
  const { width, height, at } = shape;
  if (width === undefined && height === undefined) {
    const table = tableOf(columns, values);
    return { ...received, table: shape.equal === true ? { ...table, equal: true } : table };
  }
  return { ...received, table: pictureFrom(columns, values, [width, height], at) };
}

function placesFrom(columns: readonly string[], values: readonly number[]) {
  if (columns.length !== 3) throw new Error("no places");
  return placesOf(values);
}

function pictureFrom(
  columns: readonly string[],
  values: readonly number[],
  [width = 0, height = 0]: readonly (number | undefined)[],
  told: readonly number[] | undefined,
) {
  const pixels = width * height;
  const sides = [width, height].every((side) => Number.isInteger(side) && side > 0);
  const count = told?.length ?? pixels;
  if (!sides || columns.length !== 3 || values.length !== 3 * count) throw new Error("no picture");
  const at = told ?? Array.from({ length: pixels }, (_, pixel) => pixel);
  const ascends = at.every((pixel, i) => Number.isInteger(pixel) && pixel > (at[i - 1] ?? -1));
  if (!ascends || at[count - 1] >= pixels) throw new Error("no picture");
  return pictureOfPoints(width, height, Float64Array.from(values), Int32Array.from(at));
}

export const drawnText = (pairs: readonly number[]) => textOf(packPairs(pairs));
export const drawnOf = (text: string) => unpackPairs(bytesOf(text));

export async function ownText(own: Own): Promise<string> {
  return textOf(await squeeze(new TextEncoder().encode(JSON.stringify(writtenOf(own)))));
}

/** Rejects where it is no table. */
export async function ownOfText(text: string): Promise<Own> {
  const bytes = await unsqueeze(bytesOf(text));
  return ownOf(JSON.parse(new TextDecoder().decode(bytes)) as Written, "link");
}
