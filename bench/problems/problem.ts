/** How the data of a problem lies, or what it tells of. */
export type Kind =
  | "blobs"
  | "noise"
  | "directions"
  | "cities"
  | "places"
  | "flights"
  | "colours"
  | "picture"
  | "digits";

/** n × d numbers, row-major, to be fitted by k components. */
export interface Table {
  readonly kind: Kind;
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly k: number;
}

/** What a table is, and how to come by it. */
export interface Entry extends Omit<Table, "data"> {
  readonly make: () => Promise<Table>;
}

export type Sizes = readonly [n: number, d: number, k: number];

/** n × d, k for people. */
export function shape({ n, d, k }: Pick<Table, "n" | "d" | "k">): string {
  return `${n.toLocaleString("en")} × ${d}, k = ${k}`;
}
