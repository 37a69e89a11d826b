import { InvalidArgumentError } from "commander";
import Papa from "papaparse";
import type { DecimalMark } from "../files/source.js";
import { alternatives } from "../text/wording.js";

/** Parsers of option values: each throws what commander reports as wrong usage. */

/** What a shell may offer for a value: names of files, or words and what each of them is. */
export type Offers = "files" | readonly (readonly [word: string, meaning: string])[];

export function offering<Parser extends object>(offers: Offers, parser: Parser): Parser {
  return Object.assign(parser, { offers });
}

/** What the parser of an option or an argument knows to offer; undefined: nothing. */
export function offersOf({ parseArg }: { readonly parseArg?: unknown }): Offers | undefined {
  return (parseArg as { readonly offers?: Offers } | undefined)?.offers;
}

function words(...all: string[]): Offers {
  return all.map((word) => [word, ""]);
}

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

export const clusterCountOrAuto = offering(words("auto"), (text: string): number | "auto" => {
  if (text === "auto") return text;
  if (integerIn(text, 1) === undefined) {
    throw new InvalidArgumentError("Expected an integer of at least 1, or auto.");
  }
  return clusterCount(text);
});

/** What the library takes. */
const MOST_THREADS = 256;

export const threads = offering(words("auto"), (text: string): "auto" | number => {
  const value = text === "auto" ? text : integerIn(text, 1);
  if (value === undefined || (value !== "auto" && value > MOST_THREADS)) {
    throw new InvalidArgumentError(`Expected auto or an integer from 1 to ${MOST_THREADS}.`);
  }
  return value;
});

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

/**
 * A word out of a few.
 *
 * @param meanings what the words stand for, of those that do not say it
 */
export function oneOf(
  choices: readonly string[],
  meanings: Readonly<Record<string, string>> = {},
): (text: string) => string {
  const offers = choices.map((word) => [word, meanings[word] ?? ""] as const);
  return offering(offers, (text: string) => {
    if (!choices.includes(text)) {
      throw new InvalidArgumentError(`Expected ${alternatives(choices)}.`);
    }
    return text;
  });
}

export const delimiter = offering(words("tab", "space"), (text: string): string => {
  if (text === "tab") return "\t";
  if (text === "space") return " ";
  if ([...text].length !== 1 || /["\r\n\ufeff]/.test(text)) {
    throw new InvalidArgumentError("Expected one character, no quote, or the word tab or space.");
  }
  return text;
});

export const decimalMark = offering(words(".", ","), (text: string): DecimalMark => {
  if (text !== "." && text !== ",") throw new InvalidArgumentError(`Expected "." or ",".`);
  return text;
});

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
export const filePath = offering("files", (text: string): string => {
  if (text === "" || text === "-") throw new InvalidArgumentError("Expected the path of a file.");
  return text;
});
