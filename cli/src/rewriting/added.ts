import type { RowAnswers } from "../algorithms/row-answers.js";
import {
  clusterName,
  deviationName,
  freeNames,
  logDensityName,
  shareName,
} from "../table/added-columns.js";
import type { Dataset } from "../table/dataset.js";

/** Columns of numbers that a table is to have besides. */
export interface Added {
  readonly names: readonly string[];
  /** How many rows the table has. */
  readonly rows: number;
  /** The numbers of a row, as many as names, the first its cluster; undefined: it has none. */
  readonly row: (index: number) => readonly number[] | undefined;
  /** A column of them, NaN where a row has none. */
  readonly column: (index: number) => Float64Array;
}

export function addedTo(
  { rows, kept, columns, layout }: Dataset,
  { k, labels, responsibilities, logDensity, deviations }: RowAnswers,
): Added {
  const parts = [
    { names: [clusterName], values: labels },
    ...(responsibilities
      ? [{ names: Array.from({ length: k }, (_, c) => shareName(c)), values: responsibilities }]
      : []),
    ...(logDensity ? [{ names: [logDensityName], values: logDensity }] : []),
    ...(deviations ? [{ names: columns.map(deviationName), values: deviations }] : []),
  ];
  const places = new Int32Array(rows).fill(-1);
  kept.forEach((row, place) => {
    places[row] = place;
  });
  const wheres = parts.flatMap(({ names, values }) =>
    names.map((_, at) => ({ values, at, width: names.length })),
  );
  return {
    names: freeNames(
      parts.flatMap(({ names }) => names),
      layout.names,
    ),
    rows,
    row(index) {
      const place = places[index];
      if (place < 0) return undefined;
      if (parts.length === 1) return [labels[place]];
      return parts.flatMap(({ names, values }) =>
        Array.from(values.subarray(place * names.length, (place + 1) * names.length)),
      );
    },
    column(index) {
      const { values, at, width } = wheres[index];
      const column = new Float64Array(rows).fill(NaN);
      kept.forEach((row, place) => {
        column[row] = values[place * width + at];
      });
      return column;
    },
  };
}

/** A column of them, null where a row has none. */
export function addedValues(added: Added, index: number): (number | null)[] {
  return Array.from(added.column(index), (value) => (Number.isNaN(value) ? null : value));
}
