const missing = new Set(["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?", "."]);

// Number() alone would also take "0x1f", "0b1" and "Infinity".
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

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
