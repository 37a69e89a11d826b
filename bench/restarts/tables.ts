import { readCities, readPenguins, readPixels, readRows } from "../datasets/read.js";
import type { Native } from "../native/process.js";

/** A real table, and the numbers of components it is fitted with. */
export interface RealTable {
  readonly name: string;
  /** n × d, row-major. */
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly ks: readonly number[];
  /** What the rows are, where somebody knows. */
  readonly classes: Int32Array | undefined;
}

/** Columns of different units are brought to mean 0 and standard deviation 1. */
export async function realTables(native: Native): Promise<RealTable[]> {
  const labelled = async (name: Parameters<Native["table"]>[0], units: "same" | "own", k: number) =>
    table(name.replace("_", " "), { ...(await native.table(name)), ks: [k], units });
  const { rows: birds, species } = readPenguins();
  const kinds = [...new Set(species)];
  return [
    await labelled("iris", "same", 3),
    await labelled("wine", "own", 3),
    await labelled("breast_cancer", "own", 2),
    table("penguins", {
      ...flat(birds),
      units: "own",
      ks: [3],
      classes: Int32Array.from(species, (name) => kinds.indexOf(name)),
    }),
    table("cars", {
      ...flat(
        readRows("cars.json", ["Miles_per_Gallon", "Displacement", "Horsepower", "Weight_in_lbs"]),
      ),
      units: "own",
      ks: [4],
    }),
    table("weather of Seattle", {
      ...flat(readRows("seattle-weather.csv", ["temp_max", "temp_min", "wind"])),
      units: "own",
      ks: [5],
    }),
    table("health and income of nations", {
      ...flat(
        readRows("gapminder-health-income.csv", ["health", "income"]).map(([health, income]) => [
          health,
          Math.log(income),
        ]),
      ),
      units: "own",
      ks: [4],
    }),
    table("airports", {
      ...flat(readRows("airports.csv", ["longitude", "latitude"])),
      units: "same",
      ks: [8, 20],
    }),
    table("zip codes", {
      ...flat(readRows("zipcodes.csv", ["longitude", "latitude"])),
      units: "same",
      ks: [8, 32],
    }),
    table("cities", { ...plane(readCities()), units: "same", ks: [16, 64] }),
    table("flights", {
      ...flat(readRows("flights-20k.json", ["delay", "distance"])),
      units: "own",
      ks: [8],
    }),
    table("colours", {
      data: readPixels(await native.photograph(), 400, 250),
      n: 100_000,
      d: 3,
      units: "same",
      ks: [6, 16, 64],
    }),
    // Last, for mixtures of 64 dimensions take their time.
    await labelled("digits", "same", 10),
  ];
}

interface Numbers {
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
}

interface Told extends Numbers {
  readonly units: "same" | "own";
  readonly ks: readonly number[];
  readonly classes?: Int32Array;
}

function table(name: string, { data, n, d, units, ks, classes }: Told): RealTable {
  return { name, data: units === "own" ? standardized(data, d) : data, n, d, ks, classes };
}

function flat(rows: readonly (readonly number[])[]): Numbers {
  return { data: Float64Array.from(rows.flat()), n: rows.length, d: rows[0].length };
}

function plane(data: Float64Array): Numbers {
  return { data, n: data.length / 2, d: 2 };
}

function standardized(data: Float64Array, d: number): Float64Array {
  const n = data.length / d;
  const scaled = data.slice();
  for (let j = 0; j < d; j++) {
    const column = Array.from({ length: n }, (_, i) => data[i * d + j]);
    const mean = column.reduce((sum, x) => sum + x) / n;
    const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
    for (let i = 0; i < n; i++) scaled[i * d + j] = (column[i] - mean) / deviation;
  }
  return scaled;
}

/** So many rows at most, evenly spread over the table. */
export function every(of: RealTable, most: number): RealTable {
  const { data, n, d, classes } = of;
  if (n <= most) return of;
  const row = (i: number) => Math.floor((i * n) / most);
  return {
    ...of,
    data: Float64Array.from(
      { length: most * d },
      (_, i) => data[row(Math.floor(i / d)) * d + (i % d)],
    ),
    n: most,
    classes: classes && Int32Array.from({ length: most }, (_, i) => classes[row(i)]),
  };
}
