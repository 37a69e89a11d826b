/** What a cell is called where it is chosen: as in its table, without what is hard to type. */
export function handle(...parts: readonly string[]): string {
  const name = parts.filter((part) => part !== "").join(" ");
  return name
    .replace(/(\d),(?=\d)/g, "$1")
    .replace(" × ", "x")
    .replace(", k = ", ",k");
}

/** What to say where {@link wanted} finds nothing. */
export function noneHas(only: string): string {
  return `no cell has all of "${only}" in its name`;
}

/** Whether the option `--only` asks for it: all of its words are in the handle. */
export function wanted(name: string, only: string): boolean {
  return only.split(" ").every((word) => name.includes(word));
}
