import {
  checkBoolean,
  checkFinite,
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkPositive,
  checkRecord,
  rangeError,
  show,
  typeError,
} from "../check.js";
import { PRECISIONS } from "../points/points.js";
import type { Diagnostic, Precision, Standardization } from "../types.js";
import { copyOfStandardization, inUsersUnits } from "./standardize.js";

/** What the JSON of every model has in common. */
export interface ModelJSON<Name extends string> {
  /** Always `"mixtura"`, by which the JSON is known. */
  readonly format: "mixtura";
  /** Of this form; a later one would say 2. */
  readonly version: 1;
  /** The class that reads it. */
  readonly model: Name;
  /** How many components there are. */
  readonly k: number;
  /** How many values a point has. */
  readonly dimensions: number;
  /** How the data of the fit was kept. */
  readonly precision: Precision;
  /** What points are standardized by before anything else; all numbers here are of standardized points then. */
  readonly standardization?: Standardization;
  /** Of each component: Σ of weights × responsibilities. */
  readonly sizes: number[];
  /** How many iterations the fit took. */
  readonly iterations: number;
  /** Whether the fit stopped by itself. */
  readonly converged: boolean;
  /** The fit's diagnostics; none where all went well. */
  readonly diagnostics: Diagnostic[];
  /** One label a point of the fit, unless they were left out. */
  readonly labels?: number[];
}

/** The part of a fitted state that {@link ModelJSON} holds. */
export interface CommonState {
  readonly k: number;
  readonly dimensions: number;
  readonly precision: Precision;
  /** What rows were standardized by; the parameters are those of standardized rows then. */
  readonly standardization: Standardization | undefined;
  readonly labels: Int32Array;
  readonly sizes: number[];
  readonly iterations: number;
  readonly converged: boolean;
  readonly diagnostics: Diagnostic[];
}

/** Options of every `toJSON`; a string is the key under which JSON.stringify found the model. */
export type ToJSONOptions = { readonly labels?: boolean } | string | undefined;

/** Whether `toJSON` shall write the labels. */
export function wantsLabels(options: ToJSONOptions): boolean {
  const { labels = true } =
    typeof options === "object" ? checkRecord("options", options, ["labels"]) : {};
  return checkBoolean("labels", labels);
}

/** The common fields in their order, with a model's own between the precision and the sizes. */
export function writeModel<Name extends string, Own extends object>(
  model: Name,
  state: CommonState,
  own: Own,
  labels: boolean,
): ModelJSON<Name> & Own {
  const { k, dimensions, precision, iterations, converged } = state;
  const standardization = copyOfStandardization(state.standardization);
  return {
    format: "mixtura",
    version: 1,
    model,
    k,
    dimensions,
    precision,
    ...(standardization && { standardization }),
    ...own,
    sizes: [...state.sizes],
    iterations,
    converged,
    diagnostics: state.diagnostics.map(copyOfDiagnostic),
    ...(labels ? { labels: Array.from(state.labels) } : {}),
  };
}

/** Reads a field by its name; undefined where it is missing. */
export type Fields = (name: string) => unknown;

/** Checks the head of JSON that may come from anywhere, and gives access to its fields. */
export function openJSON(json: unknown, model: string): Fields {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    const hint = typeof json === "string" ? " (JSON.parse it first)" : "";
    throw typeError("json", "an object that toJSON gave", show(json) + hint);
  }
  // Own keys alone: nothing may come from a prototype.
  const field = (name: string): unknown =>
    Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : undefined;
  checkOneOf("json.format", field("format"), ["mixtura"]);
  if (field("version") !== 1) {
    const expected = "1, the only version this release reads";
    throw rangeError("json.version", expected, show(field("version")));
  }
  checkOneOf("json.model", field("model"), [model]);
  return field;
}

/** How many components and dimensions the JSON claims: lists are compared with these first. */
export function readShape(field: Fields): { k: number; dimensions: number } {
  return {
    k: checkInteger("json.k", field("k"), 1, 2 ** 32),
    dimensions: checkInteger("json.dimensions", field("dimensions"), 1, 2 ** 32),
  };
}

export function readCommon(field: Fields): CommonState {
  const { k, dimensions } = readShape(field);
  return {
    k,
    dimensions,
    precision: checkOneOf("json.precision", field("precision"), PRECISIONS),
    standardization: readStandardization(field("standardization"), dimensions),
    labels: readLabels(field("labels"), k),
    sizes: readList("json.sizes", field("sizes"), k, readNonNegative),
    iterations: checkInteger("json.iterations", field("iterations"), 0, 2 ** 32),
    converged: checkBoolean("json.converged", field("converged")),
    diagnostics: readList("json.diagnostics", field("diagnostics"), undefined, readDiagnostic),
  };
}

/** @param length how many items there have to be; compared before anything is made of them */
export function readList<Item>(
  name: string,
  value: unknown,
  length: number | undefined,
  read: (item: unknown, name: string) => Item,
): Item[] {
  const got = arrayLength(name, value);
  if (length !== undefined && got !== length) {
    throw rangeError(name, `${length} entries`, String(got));
  }
  const items: Item[] = [];
  for (let i = 0; i < got; i++) items.push(read((value as unknown[])[i], `${name}[${i}]`));
  return items;
}

function arrayLength(name: string, value: unknown): number {
  if (!Array.isArray(value)) throw typeError(name, "an array", show(value));
  return value.length;
}

/** A matrix as rows, packed row by row. */
export function readMatrix(name: string, value: unknown, rows: number, columns: number): number[] {
  return readList(name, value, rows, (row, at) => readList(at, row, columns, readFinite)).flat();
}

/** Refuses centroids, k × d, that do not have length 1, but for rounding. */
export function checkUnitLength(name: string, centroids: readonly number[], d: number): void {
  for (let at = 0; at < centroids.length; at += d) {
    let squares = 0;
    for (let i = at; i < at + d; i++) squares += centroids[i] * centroids[i];
    if (Math.abs(squares - 1) <= UNIT_TOLERANCE) continue;
    const got = `${Math.sqrt(squares)} at row ${at / d}`;
    throw rangeError(name, 'rows of length 1 for distance "cosine"', got);
  }
}

/** Refuses positions, k × d, that are no numbers in the user's units. */
export function checkUsersUnits(
  name: string,
  positions: readonly number[],
  standardization: Standardization | undefined,
): void {
  const at = inUsersUnits(positions, standardization).findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const expected = "values that json.standardization scales to finite ones";
  throw rangeError(name, expected, show(positions[at]));
}

/** Rows in float32, which a centroid may be, have length 1 to so much. */
const UNIT_TOLERANCE = 1e-6;

/** −0 becomes 0, as JSON would have it. */
export function readNonNegative(value: unknown, name: string): number {
  return checkNonNegative(name, value) + 0;
}

/** −0 becomes 0, as JSON would have it. */
export function readFinite(value: unknown, name: string): number {
  return checkFinite(name, value) + 0;
}

/** The command writes null where there is none. */
function readStandardization(value: unknown, d: number): Standardization | undefined {
  if (value === undefined || value === null) return undefined;
  const name = "json.standardization";
  if (typeof value !== "object") throw typeError(name, "{ means, scales }", show(value));
  const { means, scales } = value as Record<string, unknown>;
  return {
    means: readList(`${name}.means`, means, d, readFinite),
    scales: readList(`${name}.scales`, scales, d, (scale, at) => checkPositive(at, scale)),
  };
}

function readLabels(labels: unknown, k: number): Int32Array {
  if (labels === undefined) return new Int32Array(0);
  const checked = new Int32Array(arrayLength("json.labels", labels));
  for (let i = 0; i < checked.length; i++) {
    checked[i] = checkInteger(`json.labels[${i}]`, (labels as unknown[])[i], 0, k - 1);
  }
  return checked;
}

function readDiagnostic(value: unknown, name: string): Diagnostic {
  let copy: unknown;
  try {
    copy = throughText(value);
  } catch {
    // A circle, a BigInt, more levels than there are calls, or a getter that throws.
    throw typeError(name, "plain JSON", show(value));
  }
  if (!isShallow(copy)) throw typeError(name, "plain JSON of at most 99 levels", show(value));
  const { code, message } = (copy ?? {}) as Record<string, unknown>;
  if (typeof code !== "string" || typeof message !== "string") {
    throw typeError(name, "an object with a code and a message", show(value));
  }
  return copy as Diagnostic;
}

/** A copy that shares nothing, at any depth, and leaves nothing but plain JSON. */
export function throughText<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

/** The same of a diagnostic. Words and whole numbers need no text, which took a fifteenth of a fit of 150 × 4. */
export function copyOfDiagnostic(diagnostic: Diagnostic): Diagnostic {
  const simple = (detail: unknown) => typeof detail === "string" || Number.isInteger(detail);
  return Object.values(diagnostic).every(simple) ? { ...diagnostic } : throughText(diagnostic);
}

/** Whether lists and objects in each other go no deeper, so that copying them cannot fail, wherever it is called. */
function isShallow(value: unknown, levels = 99): boolean {
  if (typeof value !== "object" || value === null) return true;
  return levels > 0 && Object.values(value).every((part) => isShallow(part, levels - 1));
}
