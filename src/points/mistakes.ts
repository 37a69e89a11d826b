import { show, typeTag } from "../check.js";

const SPARSE =
  "a sparse matrix (rows have to be dense: its toArray() or to2DArray(), or fewer columns by a truncated SVD)";

/** By which objects something is known, as words, and what a message says that it is. */
type Signs = readonly (readonly [keys: string, got: string])[];

/** What is no points though it may have data and a shape. */
const DISGUISED: Signs = [
  // Compressed: SciPy and what is modelled on it, mathjs.
  ["indptr", SPARSE],
  ["rowPtr", SPARSE],
  ["indices ptr", SPARSE],
  ["columns ptr", SPARSE],
  ["_index _ptr", SPARSE],
  // By place: SciPy, ml-sparse-matrix.
  ["row col data", SPARSE],
  ["elements to2DArray", SPARSE],
  ["dataSync", "a tensor (it goes in as { data: tensor.dataSync(), shape: tensor.shape })"],
];

const throughColumns = (column: string) =>
  `a table (its columns go through Points.fromColumns({ x: ${column}, … }))`;

/** Tables of Apache Arrow, Arquero and Danfo. */
const TABLES: Signs = [
  ["getChild schema", throughColumns('table.getChild("x")')],
  ["columnNames numRows", throughColumns('table.array("x")')],
  ["$columns values", "a table (its rows are table.values)"],
];

/** Vectors of Apache Arrow, dense matrices of mathjs, images of Sharp, and what is drawn on. */
const OTHERS: Signs = [
  ["getChild toArray", "a vector (it goes through Points.fromColumns({ x: vector }))"],
  ["_data _size", "a matrix (its rows are matrix.toArray())"],
  ["data info", "an image (its pixels are { data, shape: [width * height, channels] })"],
  ["getContext", "a canvas (its pixels are context.getImageData(0, 0, width, height))"],
];

function knownBy(signs: Signs, value: object): string | undefined {
  const holds = (key: string) =>
    key in value && /^[of]/.test(typeof (value as Record<string, unknown>)[key]);
  return signs.find(([keys]) => keys.split(" ").every(holds))?.[1];
}

/** What it is that looks like data with a shape and is none; undefined where it may well be one. */
export function disguised(value: object): string | undefined {
  return knownBy(DISGUISED, value);
}

/** What it is, if it is a table of columns. */
export function aTable(value: object): string | undefined {
  return knownBy(TABLES, value);
}

/** What it is that is no points, if it is something one may well have in mind to hand in. */
export function familiar(value: object): string | undefined {
  return disguised(value) ?? aTable(value) ?? knownBy(OTHERS, value);
}

/** What was got that is no points, and what somebody who handed it in may have had in mind. */
export function gotInstead(value: unknown): string {
  if (typeof value !== "object" || value === null) return show(value);
  return familiar(value) ?? show(value) + advice(value);
}

function advice(value: object): string {
  const tag = typeTag(value);
  if (tag === "Map") return " ([...map.values()] makes an array of it)";
  if (tag === "ArrayBuffer") return " (new Float64Array(buffer) has its numbers)";
  if (Symbol.iterator in value) return " ([...points] makes an array of it)";
  if (tag !== "Object") return "";
  const { constructor } = value as { constructor?: { readonly name?: unknown } };
  if (constructor?.name === "Points") {
    return " (a Points of another copy of mixtura, or a Proxy of one)";
  }
  const { points, labels } = value as Record<string, unknown>;
  if (ArrayBuffer.isView(points) && ArrayBuffer.isView(labels)) {
    return " (a sample goes in as { data: points, shape })";
  }
  // Columns are the likeliest thing to be handed in by mistake.
  return " (columns go through Points.fromColumns)";
}

/** What was got as a row that is an object without a length. */
export function gotAsRow(row: object): string {
  // Of an object such as { 3: 1 } indices are all the names that there are.
  const sparse = typeTag(row) === "Map" || Object.keys(row).some((key) => /^\d+$/.test(key));
  return sparse
    ? `${show(row)} at row 0 of ${SPARSE}`
    : "an object at row 0 (objects go through Points.fromRecords)";
}

/** What helps with a value that is no number. */
export function gotAsValue(value: unknown): string {
  if (typeTag(value) === "Date") return "; date.getTime() makes it a number";
  const isNumeral = typeof value === "string" && value.trim() !== "" && isFinite(Number(value));
  return isNumeral ? "; text: Number(…) makes it a number" : "";
}
