import type { DecimalMark } from "../files/source.js";

const missing = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?", "."]);

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

/** Why a field that looks like a number to its owner is none; undefined where it does not. */
export function whyNoNumber(field: string, decimal: DecimalMark): string | undefined {
  const text = field.trim();
  if (numbers[decimal].test(text)) return "numbers end at 1.8e308";
  if (!foreign[decimal].some((form) => form.test(text))) return undefined;
  if (decimal === ",") {
    return "with --decimal , numbers need a decimal comma and no points";
  }
  const value = numberIn(text, ",");
  const wayOut = value === undefined ? "" : ` (--decimal , reads it as ${value})`;
  return `numbers need a decimal point and no commas${wayOut}`;
}
