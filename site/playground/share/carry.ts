/** The visitor's own points as text, for a link or a file. */
import { pictureOf, isPicture } from "../data/picture.js";
import { tableOf, type Table } from "../data/table.js";
import { bytesOf, squeeze, textOf, unsqueeze } from "./bytes.js";
import { packPairs, unpackPairs } from "./numbers.js";

/** Points of a file, with its name. */
export interface Own {
  readonly name: string;
  readonly table: Table;
}

/** What a file holds of points; numbers in JSON are read back to the bit. */
export interface Written {
  readonly name: string;
  readonly columns: readonly string[];
  readonly values: readonly number[];
  readonly width?: number;
  readonly height?: number;
}

export function writtenOf({ name, table }: Own): Written {
  const { columns } = table;
  const size = isPicture(table) ? { width: table.width, height: table.height } : {};
  return { name, columns, values: Array.from(table.values), ...size };
}

/** @throws where it is no table */
export function ownOf({ name, columns, values, width, height }: Written): Own {
  const sound =
    typeof name === "string" &&
    columns.length > 0 &&
    columns.every((column) => typeof column === "string") &&
    values.length > 0 &&
    values.length % columns.length === 0 &&
    values.every(Number.isFinite);
  if (!sound) throw new Error("no table");
  if (width === undefined || height === undefined) return { name, table: tableOf(columns, values) };
  if (3 * width * height !== values.length) throw new Error("no picture");
  const rgba = Array.from({ length: 4 * width * height }, (_, at) =>
    at % 4 === 3 ? 255 : values[3 * (at >> 2) + (at % 4)],
  );
  return { name, table: pictureOf(width, height, rgba) };
}

export const drawnText = (pairs: readonly number[]) => textOf(packPairs(pairs));
export const drawnOf = (text: string) => unpackPairs(bytesOf(text));

export async function ownText(own: Own): Promise<string> {
  return textOf(await squeeze(new TextEncoder().encode(JSON.stringify(writtenOf(own)))));
}

/** Rejects where it is no table. */
export async function ownOfText(text: string): Promise<Own> {
  const bytes = await unsqueeze(bytesOf(text));
  return ownOf(JSON.parse(new TextDecoder().decode(bytes)) as Written);
}
