import { realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { type DataSource, openSource } from "mixtura-data";

/** A table that every machine can read: a file on storage they share, or an object at a URL. */
export interface Table {
  /** A path, the same on every machine, or an http or https URL. */
  readonly location: string;
  /** Names of the columns to read, in this order. Default: all that hold numbers. */
  readonly columns?: readonly string[] | undefined;
  /** Name of a column with the weight of each row. Default: each weighs 1. */
  readonly weights?: string | undefined;
  /** What happens to a row with a missing value. Default: `"error"`. */
  readonly missing?: "error" | "drop" | undefined;
  /** Of CSV: the character between fields. Default: as the name of the file tells. */
  readonly delimiter?: string | undefined;
  /** Of CSV: whether the first line has the names. Default: true. */
  readonly header?: boolean | undefined;
}

const KNOWN = ["location", "columns", "weights", "missing", "delimiter", "header"];

/** The longest text that a description of a table has room for. */
const LONGEST = 2 ** 20;

/**
 * Makes sure that this describes a table, whoever wrote it.
 *
 * @throws TypeError that names what is not as it has to be
 */
export function checkTable(given: unknown): Table {
  if (typeof given === "string") return { location: given };
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`table: expected a path, a URL or { location }, got ${show(given)}`);
  }
  const table = given as Record<string, unknown>;
  const unknown = Object.keys(table).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`table: expected ${KNOWN.join(", ")}, got "${unknown}"`);
  }
  const { location, columns, weights, missing, delimiter, header } = table;
  if (typeof location !== "string" || location === "" || location.includes("\0")) {
    throw new TypeError(`table.location: expected a path or a URL, got ${show(location)}`);
  }
  const isNames = Array.isArray(columns) && columns.every((name) => typeof name === "string");
  if (columns !== undefined && !isNames) {
    throw new TypeError(`table.columns: expected names, got ${show(columns)}`);
  }
  if (weights !== undefined && typeof weights !== "string") {
    throw new TypeError(`table.weights: expected the name of a column, got ${show(weights)}`);
  }
  if (missing !== undefined && missing !== "error" && missing !== "drop") {
    throw new TypeError(`table.missing: expected "error" or "drop", got ${show(missing)}`);
  }
  if (delimiter !== undefined && (typeof delimiter !== "string" || delimiter.length !== 1)) {
    throw new TypeError(`table.delimiter: expected one character, got ${show(delimiter)}`);
  }
  if (header !== undefined && typeof header !== "boolean") {
    throw new TypeError(`table.header: expected true or false, got ${show(header)}`);
  }
  return { location, columns, weights, missing, delimiter, header };
}

function show(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? typeof value : text.slice(0, 60);
}

/** A table as it travels. */
export function writeTable(table: Table): string {
  return JSON.stringify(table);
}

/** @throws TypeError where this describes no table */
export function readTable(text: string): Table {
  if (text.length > LONGEST) throw new TypeError("table: expected a description, got a long text");
  return checkTable(JSON.parse(text));
}

/** Where a table is, without what is secret: URLs may be signed. */
export function shownTable({ location }: Table): string {
  if (!isUrl(location) || !URL.canParse(location)) return location;
  const { origin, pathname } = new URL(location);
  return `${origin}${pathname}`;
}

export function isUrl(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

/** The same table with a path that holds wherever a process runs. */
export async function absolute(table: Table): Promise<Table> {
  if (isUrl(table.location)) return table;
  return {
    ...table,
    location: await realpath(table.location).catch(() => resolve(table.location)),
  };
}

/** Opens a table to be read again and again. */
export async function openTable(table: Table): Promise<DataSource> {
  const { location, columns, weights, missing, delimiter, header } = table;
  return await openSource(location, {
    ...(columns === undefined ? {} : { columns }),
    ...(weights === undefined ? {} : { weights }),
    ...(missing === undefined ? {} : { missing }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
  });
}

/**
 * Refuses a table that is not below any of the folders and URLs that a worker may read: whoever can
 * write to Redis names tables, and must not reach others.
 *
 * @param allowed folders, and URLs that end in a slash
 */
export async function checkAllowed({ location }: Table, allowed: readonly string[]): Promise<void> {
  if (isUrl(location)) {
    const url = new URL(location);
    if (allowed.some((root) => isUrl(root) && isBelow(url, new URL(root)))) return;
    throw new Error(
      `${url.origin}${url.pathname}: this worker may not read it; start it with --data and a URL that it is below`,
    );
  }
  // What a link leads to counts.
  const path = await realpath(location).catch((cause: unknown) => {
    throw new Error(`${location}: no such file on this machine`, { cause });
  });
  for (const root of allowed) {
    if (isUrl(root)) continue;
    const from = relative(await realpath(root).catch(() => resolve(root)), path);
    if (from !== "" && from !== ".." && !from.startsWith(`..${sep}`) && !isAbsolute(from)) return;
  }
  throw new Error(
    `${location}: this worker may not read it; start it with --data and a folder that it is in`,
  );
}

function isBelow(url: URL, root: URL): boolean {
  const folder = root.pathname.endsWith("/") ? root.pathname : `${root.pathname}/`;
  return url.origin === root.origin && url.pathname.startsWith(folder);
}
