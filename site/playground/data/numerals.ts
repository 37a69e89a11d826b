/** How a file writes its numbers: which mark stands before decimals, which between thousands. */
export type Decimal = "." | ",";

const FORMS: Readonly<Record<Decimal, RegExp>> = {
  ".": /^[+-]?(?:(?:\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:[ '’\u00A0\u202F]\d{3})+)\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i,
  ",": /^[+-]?(?:(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:[ '’\u00A0\u202F]\d{3})+),?\d*|,\d+)(?:e[+-]?\d+)?$/i,
};

/** Most numbers of most files: read at once. */
const PLAIN = /^-?\d{1,200}(?:\.\d+)?$/;

/** Rows that are enough to tell how a file writes its numbers. */
const ENOUGH = 5000;

/** The finite number that a text is; undefined where it is none. */
export function numberIn(text: string, decimal: Decimal): number | undefined {
  if (decimal === "." && PLAIN.test(text)) return Number(text);
  const field = text.trim().replace(/^[−–]/, "-");
  if (!FORMS[decimal].test(field)) return undefined;
  const plain = field.replace(decimal === "." ? /[, '’\u00A0\u202F]/g : /[. '’\u00A0\u202F]/g, "");
  const value = Number(plain.replace(",", "."));
  return Number.isFinite(value) ? value : undefined;
}

/**
 * The mark by which most of the fields are numbers. Where `1,100` may be either, it is one thousand
 * if commas separate the fields too, as where points are the decimal mark.
 */
export function decimalOf(rows: readonly (readonly string[])[], delimiter: string): Decimal {
  let [byPoint, byComma, commas] = [0, 0, 0];
  const step = Math.ceil(rows.length / ENOUGH);
  for (let i = 0; i < rows.length; i += step)
    for (const field of rows[i]) {
      if (!/[.,]/.test(field)) continue;
      const [point, comma] = [numberIn(field, "."), numberIn(field, ",")];
      if (point !== undefined) byPoint += 1;
      if (comma !== undefined) byComma += 1;
      if (comma !== undefined && field.includes(",")) commas += 1;
    }
  if (byPoint !== byComma) return byPoint > byComma ? "." : ",";
  return commas > 0 && delimiter !== "," ? "," : ".";
}

/** A field whose number one may have taken for another, or for none. */
export function isTelling(field: string, decimal: Decimal): boolean {
  const marks = decimal === "." ? /[,'’ \u00A0\u202F]/ : /[.,'’ \u00A0\u202F]/;
  return marks.test(field.trim()) && numberIn(field, decimal) !== undefined;
}
