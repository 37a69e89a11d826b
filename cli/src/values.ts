const missing = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?", "."]);

// Number() alone would also take "0x1f", "0b1" and "Infinity".
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

// "3,5" and "1.234,5", or "1,234,567.8"; "1,234" may be either.
const decimalComma = /^[+-]?[\d.\s]*,\d+(?:[eE][+-]?\d+)?$/;
const thousandsCommas = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

export function isMissing(field: string): boolean {
  return missing.has(field.trim());
}

/** The finite decimal number a field holds; undefined where it holds something else. */
export function numberIn(field: string): number | undefined {
  const text = field.trim();
  if (!decimal.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a field would hold a number but for its commas. */
export function isNumberWithCommas(field: string): boolean {
  const text = field.trim();
  return decimalComma.test(text) || thousandsCommas.test(text);
}
