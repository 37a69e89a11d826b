/** A line of CSV: fields are quoted where they have to be. */
export function csvLine(fields: readonly string[], delimiter = ","): string {
  return `${fields.map((field) => csvField(field, delimiter)).join(delimiter)}\n`;
}

/** A field, quoted where it has to be. */
export function csvField(field: string, delimiter: string): string {
  const plain = !field.includes(delimiter) && !/["\r\n]|^\s|\s$/.test(field);
  return plain ? field : `"${field.replaceAll('"', '""')}"`;
}
