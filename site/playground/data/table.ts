/** Points with the names of their columns, row-major. */
export interface Table {
  readonly columns: readonly string[];
  readonly values: Float64Array;
  readonly count: number;
  /** What to call a point, where it has a name. */
  readonly names?: readonly string[];
  /** Whether all columns have one unit. */
  readonly equal?: true;
}

export function tableOf(
  columns: readonly string[],
  values: ArrayLike<number>,
  names?: readonly string[],
): Table {
  const flat = values instanceof Float64Array ? values : Float64Array.from(values);
  const count = flat.length / columns.length;
  return { columns, values: flat, count, ...(names === undefined ? {} : { names }) };
}

/** Some of the columns, in this order. */
export function pick(table: Table, columns: readonly number[]): Table {
  const d = table.columns.length;
  const values = new Float64Array(table.count * columns.length);
  for (let i = 0, at = 0; i < table.count; i++)
    for (const column of columns) values[at++] = table.values[i * d + column];
  return { ...table, columns: columns.map((column) => table.columns[column]), values };
}

/** The values of one column. */
export const columnOf = ({ columns, values, count }: Table, column: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => values[i * columns.length + column]);

/** Smallest and largest value of a column. */
export function rangeOf({ columns, values }: Table, column: number): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (let at = column; at < values.length; at += columns.length) {
    least = Math.min(least, values[at]);
    most = Math.max(most, values[at]);
  }
  return [least, most];
}

/** Mean and standard deviation of each column. */
export function spreadOf({ columns, values, count }: Table): { mean: number; deviation: number }[] {
  const d = columns.length;
  return columns.map((_, j) => {
    let sum = 0;
    for (let at = j; at < values.length; at += d) sum += values[at];
    const mean = sum / count;
    let squares = 0;
    for (let at = j; at < values.length; at += d) squares += (values[at] - mean) ** 2;
    return { mean, deviation: Math.sqrt(squares / count) };
  });
}
