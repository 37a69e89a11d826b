import { InvalidArgumentError } from "commander";
import Papa from "papaparse";
import type { DecimalMark } from "../files/source.js";
import { alternatives } from "../text/wording.js";

/** Parsers of option values: each throws what commander reports as wrong usage. */

const decimal = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The integer that a text is; undefined where it is none, or less than `least`. */
function integerIn(text: string, least: number): number | undefined {
  const value = Number(text);
  return decimal.test(text) && Number.isInteger(value) && value >= least ? value : undefined;
}

/** An integer in least..2^bits - 1. */
export function integerFrom(least: number, bits: number): (text: string) => number {
  return (text) => {
    const value = integerIn(text, least);
    if (value === undefined) {
      throw new InvalidArgumentError(`Expected an integer of at least ${least}.`);
    }
    // Of interest only to someone who has gone beyond it.
    if (value >= 2 ** bits) throw new InvalidArgumentError(`Expected an integer below 2^${bits}.`);
    return value;
  };
}

/** How many clusters. */
export const clusterCount = integerFrom(1, 53);

export function clusterCountOrAuto(text: string): number | "auto" {
  if (text === "auto") return text;
  if (integerIn(text, 1) === undefined) {
    throw new InvalidArgumentError("Expected an integer of at least 1, or auto.");
  }
  return clusterCount(text);
}

/** What the library takes. */
const MOST_THREADS = 256;

export function threads(text: string): "auto" | number {
  const value = text === "auto" ? text : integerIn(text, 1);
  if (value === undefined || (value !== "auto" && value > MOST_THREADS)) {
    throw new InvalidArgumentError(`Expected auto or an integer from 1 to ${MOST_THREADS}.`);
  }
  return value;
}

export function nonNegative(text: string): number {
  const value = Number(text);
  if (!decimal.test(text) || !Number.isFinite(value)) {
    throw new InvalidArgumentError("Expected a number of 0 or more.");
  }
  return value;
}

export function stiffness(text: string): number {
  if (/^(?:inf|infinity|∞)$/i.test(text)) return Infinity;
  const value = Number(text);
  if (!decimal.test(text) || !Number.isFinite(value)) {
    throw new InvalidArgumentError("Expected a number of 0 or more, or Infinity.");
  }
  return value;
}

/** A word out of a few. */
export function oneOf(words: readonly string[]): (text: string) => string {
  return (text) => {
    if (!words.includes(text)) {
      throw new InvalidArgumentError(`Expected ${alternatives(words)}.`);
    }
    return text;
  };
}

export function delimiter(text: string): string {
  if (text === "tab") return "\t";
  if (text === "space") return " ";
  if ([...text].length !== 1 || /["\r\n\ufeff]/.test(text)) {
    throw new InvalidArgumentError("Expected one character, no quote, or the word tab or space.");
  }
  return text;
}

export function decimalMark(text: string): DecimalMark {
  if (text !== "." && text !== ",") throw new InvalidArgumentError(`Expected "." or ",".`);
  return text;
}

/** Names as a line of CSV, so that quotes can hold a comma that is part of a name. */
export function columnNames(text: string): string[] {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ",", skipEmptyLines: true });
  const names = (data[0] ?? []).map((name) => name.trim());
  if (errors.length > 0 || data.length !== 1 || names.includes("")) {
    throw new InvalidArgumentError("Expected column names separated by commas.");
  }
  const seen = new Set<string>();
  const repeated = names.find((name) => seen.size === seen.add(name).size);
  if (repeated !== undefined) {
    throw new InvalidArgumentError(`The column ${JSON.stringify(repeated)} is named twice.`);
  }
  return names;
}

export function columnName(text: string): string {
  const name = text.trim();
  if (name === "") throw new InvalidArgumentError("Expected the name of a column.");
  return name;
}

/** Standard output belongs to the result, so `-` is no place for a file. */
export function filePath(text: string): string {
  if (text === "" || text === "-") throw new InvalidArgumentError("Expected the path of a file.");
  return text;
}
