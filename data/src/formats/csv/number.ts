const grouped = /^[+-]?\d+(?:_\d+)*(?:\.\d*(?:_\d+)*)?(?:e[+-]?\d+)?$/i;
const named = /^([+-]?)(nan|inf|infinity)$/i;

/**
 * The number that a field holds: NaN where it is empty or says NaN; undefined: it is text. Only the
 * point is a decimal mark, and underscores may group digits, as DuckDB has it.
 */
export function numberIn(field: string): number | undefined {
  const number = Number(field);
  if (!Number.isNaN(number)) {
    // Of what JavaScript takes for numbers, nothing but decimal ones, and no field of blanks as 0.
    if (number === 0 && field.trim() === "") return NaN;
    return Number.isFinite(number) && !/[xob]/i.test(field) ? number : special(field);
  }
  return special(field);
}

function special(field: string): number | undefined {
  const text = field.trim();
  const found = named.exec(text);
  if (found) {
    const [, sign, name] = found;
    return name.toLowerCase() === "nan" ? NaN : sign === "-" ? -Infinity : Infinity;
  }
  return grouped.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}
