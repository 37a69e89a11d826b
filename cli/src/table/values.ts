import type { DecimalMark } from "../files/source.js";
import type { Cell } from "../formats/table-sink.js";

/** Those that pandas takes, and a question mark and a point. */
const missing = new Set([
  ...["", "NA", "N/A", "n/a", "#NA", "#N/A", "#N/A N/A", "<NA>", "None", "null", "NULL", "?", "."],
  ...["NaN", "nan", "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"],
]);

const marks =
  /^(?:[-–—_*/x#~]+|\.{2,}|…|none|na|nil|n\.\s?a\.?|n\.?d\.?|missing|unknown|undefined)$/i;

/** Whether a text among numbers may stand for a missing value, though it is not read as one. */
export function mayBeMark(field: string): boolean {
  return marks.test(field.trim());
}

// Number() alone would also take "0x1f", "0b1" and "Infinity".
const numbers = {
  ".": /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/,
  ",": /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/,
};

// Beside a decimal point "3,5" and "1.234,5", or "1,234,567.8"; "1,234" may be either.
const foreign = {
  ".": [/^[+-]?[\d.\s]*,\d+(?:[eE][+-]?\d+)?$/, /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/],
  ",": [/^[+-]?[\d,\s]*\.\d+(?:[eE][+-]?\d+)?$/, /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d*)?$/],
};

/** Three digits behind each comma, as between thousands: `0,234` is no such number. */
const grouped = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/;

const withUnit = /^[+-]?\s*(?:\p{Sc}\s*[+-]?[\d.,]*\d|\d[\d.,]*\s*[%‰\p{Sc}])$/u;

/** Powers of ten that float64 has exactly, as it has whole numbers of as many digits. */
const powers = Float64Array.from({ length: 16 }, (_, digits) => Number(`1e${digits}`));

/** The number in a cell, NaN where it is missing; undefined where it is something else. */
export function valueIn(cell: Cell, decimal: DecimalMark): number | undefined {
  if (typeof cell === "string") {
    return plainNumber(cell, decimal) ?? (isMissing(cell) ? NaN : numberIn(cell, decimal));
  }
  if (cell === null) return NaN;
  return Math.abs(cell) === Infinity ? undefined : cell;
}

/**
 * The number of a text that is short and has no exponent; undefined where it is not. Fast, since
 * most of all numbers are so, and exact: a quotient of numbers without an error is the nearest there is.
 */
function plainNumber(text: string, decimal: DecimalMark): number | undefined {
  const end = text.length;
  const negative = text.charCodeAt(0) === 45;
  let number = 0;
  let mark = -1;
  const first = negative ? 1 : 0;
  // 15 digits are exact, beside a sign and a decimal mark.
  if (end > 16) return undefined;
  for (let at = first; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) number = number * 10 + digit;
    else if (mark < 0 && text.charAt(at) === decimal) mark = at;
    else return undefined;
  }
  const digits = end - first - (mark < 0 ? 0 : 1);
  if (digits === 0 || digits > 15) return undefined;
  const value = mark < 0 ? number : number / powers[end - 1 - mark];
  return negative ? -value : value;
}

export function isMissing(field: string): boolean {
  return missing.has(field.trim());
}

/** The finite decimal number a field holds; undefined where it holds something else. */
export function numberIn(field: string, decimal: DecimalMark): number | undefined {
  const text = field.trim();
  if (!numbers[decimal].test(text)) return undefined;
  const value = Number(text.replace(",", "."));
  return Number.isFinite(value) ? value : undefined;
}

/** What to do with a number beside a sign that is no part of one; undefined: it is none. */
export function unitAdvice(field: string): string | undefined {
  const unit = withUnit.test(field.trim());
  return unit ? "take the % or the sign of the currency out to make it a number" : undefined;
}

/**
 * Why a field that looks like a number to its owner is none; undefined where it does not.
 *
 * @param asked whether --decimal may be asked for, as it may for CSV alone
 */
export function whyNoNumber(
  field: string,
  decimal: DecimalMark,
  asked: boolean,
): string | undefined {
  const text = field.trim();
  if (numbers[decimal].test(text)) return "numbers end at 1.8e308";
  if (!foreign[decimal].some((form) => form.test(text))) return undefined;
  if (decimal === ",") {
    return "with --decimal , numbers need a decimal comma and no points";
  }
  if (grouped.test(text)) {
    return (
      "numbers need a decimal point and nothing between thousands: take the commas out" +
      (asked && numberIn(text, ",") !== undefined
        ? " (--decimal , only if the comma is the decimal mark)"
        : "")
    );
  }
  const value = numberIn(text, ",");
  const wayOut = value === undefined || !asked ? "" : ` (--decimal , reads it as ${value})`;
  return `numbers need a decimal point and no commas${wayOut}`;
}
