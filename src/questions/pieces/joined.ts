/** One array of several, one behind the other. */
export function joined<Values extends Int32Array | Float64Array>(parts: readonly Values[]): Values {
  if (parts.length === 1) return parts[0];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new (parts[0].constructor as new (length: number) => Values)(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
