/** A line of CSV: fields are quoted where they have to be. */
export function csvLine(fields: readonly string[], delimiter = ","): string {
  return `${fields.map((field) => csvField(field, delimiter)).join(delimiter)}\n`;
}

/** Blanks that readers may cut off. No others: the text may be bytes, of which A0 is part of à. */
const blankEnd = /^[ \t\v\f\ufeff]|[ \t\v\f]$/;

/** A field, quoted where it has to be. */
export function csvField(field: string, delimiter: string): string {
  const plain = !field.includes(delimiter) && !/["\r\n]/.test(field) && !blankEnd.test(field);
  return plain ? field : `"${field.replaceAll('"', '""')}"`;
}
