import type { SourceOptions } from "../options.js";

/** A column of a file, before it is known which are read. */
export interface Found {
  readonly name: string;
  /** Why it cannot be read as numbers; undefined: it can. */
  readonly refused?: string | undefined;
}

/** Which columns are read, as indices into those of the file. */
export interface Chosen {
  readonly columns: readonly number[];
  readonly weights: number | undefined;
}

/** Finds the columns that are named, or all that hold numbers. */
export function chosenColumns(
  file: string,
  found: readonly Found[],
  { columns, weights }: SourceOptions,
): Chosen {
  const indices = new Map<string, number>();
  const twice = new Set<string>();
  found.forEach(({ name }, index) => {
    if (indices.has(name)) twice.add(name);
    else indices.set(name, index);
  });
  const indexOf = (name: string): number => {
    const index = indices.get(name);
    if (index === undefined) {
      const names = found.map((column) => `"${column.name}"`).join(", ");
      throw new Error(`${file}: there is no column "${name}"; there are ${names}`);
    }
    if (twice.has(name)) {
      throw new Error(`${file}: more than one column is named "${name}"`);
    }
    const { refused } = found[index];
    if (refused !== undefined) throw new Error(`${file}: column "${name}" ${refused}`);
    return index;
  };
  const weight = weights === undefined ? undefined : indexOf(weights);
  const points =
    columns?.map(indexOf) ??
    found.flatMap(({ name, refused }, index) =>
      refused === undefined && index !== weight ? [indexOf(name)] : [],
    );
  if (points.length === 0) {
    const reasons = found
      .slice(0, 8)
      .map(({ name, refused }) => `"${name}" ${refused ?? "is the weight"}`);
    throw new Error(`${file}: no column holds numbers: ${reasons.join("; ")}`);
  }
  if (weight !== undefined && points.includes(weight)) {
    throw new Error(`${file}: column "${weights!}" cannot be both the weight and a coordinate`);
  }
  return { columns: points, weights: weight };
}
