import { nearest } from "./nearest.js";
import type { Source } from "./source.js";
import { counted, listed, quoted } from "./wording.js";

/** Finds a column that the user has named; its index. */
export function columnNamed(name: string, header: readonly string[], source: Source): number {
  const index = header.indexOf(name);
  if (index === -1) {
    const named = header.filter((other) => other !== "");
    const meant = nearest(name, named);
    const hint = meant === undefined ? "" : `; did you mean ${quoted(meant)}?`;
    throw new Error(
      `${source.name}: no column ${quoted(name)}${hint} ` +
        `(it has ${named.length === 0 ? "only columns without a name" : listed(named, 20)})`,
    );
  }
  checkUnique(name, header, source);
  return index;
}

/** Columns that nobody has named need names of their own to be told apart in the results. */
export function checkNames(
  indices: readonly number[],
  header: readonly string[],
  source: Source,
): void {
  for (const index of indices) {
    if (header[index] === "") {
      throw new Error(
        `${source.name}: column ${index + 1} has no name in the header; ` +
          `name it, or choose columns with --columns`,
      );
    }
    checkUnique(header[index], header, source);
  }
}

function checkUnique(name: string, header: readonly string[], source: Source): void {
  const places = header.flatMap((other, index) => (other === name ? [index + 1] : []));
  if (places.length > 1) {
    throw new Error(
      `${source.name}: ${counted(places.length, "column")} are named ${quoted(name)} ` +
        `(columns ${listed(places, 5)}); each column in use needs a name of its own`,
    );
  }
}
