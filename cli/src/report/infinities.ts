/** JSON has no infinite numbers; the library's has the words for them. */
export function withInfinities(_: string, value: unknown): unknown {
  return value === Infinity || value === -Infinity ? String(value) : value;
}
