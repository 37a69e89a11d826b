import type { KMeans } from "mixtura";
import { quoted, shortened } from "../text/wording.js";

/** How a fit has read its table, which a model remembers so that others can be read alike. */
export interface Reading {
  /** The names of the model's dimensions, in their order. */
  readonly columns: readonly string[];
  /** Those of them that have a 1 where another column has a category, as `species=Adelie`. */
  readonly indicators: readonly Indicator[];
  /** The columns of categories; the columns of 0 and 1 made of them are the last of all columns. */
  readonly oneHot: readonly OneHot[];
  /** What stands for a missing value, a number a column; undefined: rows that lack one are dropped. */
  readonly means: readonly number[] | undefined;
  /** By which the fit has divided values, a number a column; undefined: it has not. */
  readonly scales: readonly number[] | undefined;
}

/** A column of 0 and 1 that was chosen by itself, not made with those of all other categories. */
export interface Indicator {
  readonly column: string;
  readonly category: string;
}

export interface OneHot {
  readonly column: string;
  readonly categories: readonly string[];
}

/** What to call the column that has a 1 where another has a category. */
export function indicatorName(column: string, category: string): string {
  return `${column}=${category}`;
}

/** The names of all columns that are made of columns of categories. */
export function indicatorNames(oneHot: readonly OneHot[]): string[] {
  return oneHot.flatMap(({ column, categories }) =>
    categories.map((category) => indicatorName(column, category)),
  );
}

/** As members beside those of a model, which the library passes over; the scales are its own. */
export function readingAsJson(reading: Omit<Reading, "scales">): object {
  const { columns, indicators, oneHot, means } = reading;
  return {
    columns,
    indicators: indicators.length === 0 ? null : indicators,
    oneHot: oneHot.length === 0 ? null : oneHot,
    imputation: means === undefined ? null : { means },
  };
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Finds it among the members of a model; undefined where there are no names, as in what the library
 * writes.
 *
 * @throws what is wrong with a member, without the name of the file
 */
export function readingIn(
  members: Members,
  { dimensions, standardization }: Pick<KMeans, "dimensions" | "standardization">,
): Reading | undefined {
  if (members["columns"] === undefined) return undefined;
  const columns = namesIn("columns", members["columns"]);
  if (columns.length !== dimensions) {
    throw new Error(`its columns are ${columns.length}, and its dimensions ${dimensions}`);
  }
  const oneHot = oneHotIn(members["oneHot"]);
  const made = indicatorNames(oneHot);
  const others = columns.slice(0, Math.max(0, columns.length - made.length));
  const last = columns.slice(others.length);
  if (made.length !== last.length || last.some((name, i) => name !== made[i])) {
    throw new Error(`"oneHot" does not go with its columns, which do not end as it has them`);
  }
  const means = meansIn(members["imputation"], dimensions);
  const indicators = indicatorsIn(members["indicators"], others);
  return { columns, indicators, oneHot, means, scales: standardization?.scales };
}

function indicatorsIn(value: unknown, columns: readonly string[]): Indicator[] {
  const what = "null or a list of { column, category }";
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) refuse("indicators", what, value);
  return value.map((one: unknown) => {
    const { column, category } = objectIn("indicators", what, one);
    if (typeof column !== "string" || typeof category !== "string") refuse("indicators", what, one);
    const name = indicatorName(column, category);
    if (!columns.includes(name)) {
      throw new Error(`"indicators" has ${quoted(name)}, which is none of its columns`);
    }
    return { column, category };
  });
}

function oneHotIn(value: unknown): OneHot[] {
  const what = "null or a list of { column, categories }";
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) refuse("oneHot", what, value);
  return value.map((one: unknown) => {
    const { column, categories } = objectIn("oneHot", what, one);
    if (typeof column !== "string") refuse("oneHot", what, one);
    return { column, categories: namesIn("oneHot.categories", categories) };
  });
}

function meansIn(value: unknown, dimensions: number): number[] | undefined {
  if (value === undefined || value === null) return undefined;
  const { means } = objectIn("imputation", "null or { means }", value);
  const what = `a list of ${dimensions} numbers, one a column`;
  if (!Array.isArray(means) || means.length !== dimensions) {
    refuse("imputation.means", what, means);
  }
  const odd: unknown = means.find((mean) => !Number.isFinite(mean));
  if (odd !== undefined) refuse("imputation.means", what, odd);
  return means as number[];
}

function namesIn(member: string, value: unknown): readonly string[] {
  const what = "a list of names";
  if (!Array.isArray(value)) refuse(member, what, value);
  const names = value as readonly unknown[];
  const odd = names.find((name) => typeof name !== "string");
  if (odd !== undefined) refuse(member, what, odd);
  const seen = new Set<unknown>();
  for (const name of names) {
    if (seen.has(name)) throw new Error(`"${member}" has ${quoted(name as string)} twice`);
    seen.add(name);
  }
  return names as readonly string[];
}

function objectIn(member: string, what: string, value: unknown): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    refuse(member, what, value);
  }
  return value as Members;
}

function refuse(member: string, what: string, got: unknown): never {
  throw new Error(
    `"${member}" expected ${what}, got ${got === undefined ? "nothing" : shortened(JSON.stringify(got), 40)}`,
  );
}
