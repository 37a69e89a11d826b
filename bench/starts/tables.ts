import { Points } from "mixtura";
import { readCities, readPenguins, readRows } from "../datasets/read.js";
import { made } from "../problems/made.js";

/** A table that starts are compared on. */
export interface Table {
  readonly name: string;
  readonly points: Points;
  readonly ks: readonly number[];
  /** Whether its columns are of different units. */
  readonly standardize: boolean;
}

function real(name: string, rows: readonly (readonly number[])[], ks: readonly number[]): Table {
  return { name, points: Points.from(rows), ks, standardize: false };
}

/** Real tables, and made ones of which the best clusters are known, or none are. */
export async function tablesOfStarts(): Promise<Table[]> {
  const places = readCities();
  const flights = readRows("flights-20k.json", ["delay", "distance"]);
  const sizes = [
    [10_000, 2, 16],
    [10_000, 8, 16],
    [10_000, 16, 64],
    [20_000, 16, 256],
  ] as const;
  const entries = sizes.flatMap((size) => [made("blobs", size), made("noise", size)]);
  return [
    { ...real("penguins", readPenguins().rows, [3, 10]), standardize: true },
    real("airports", readRows("airports.csv", ["longitude", "latitude"]), [8, 20]),
    { ...real("flights", flights, [8, 32]), standardize: true },
    real("zip codes", readRows("zipcodes.csv", ["longitude", "latitude"]), [8, 32]),
    {
      name: "cities",
      points: Points.from({ data: places, shape: [places.length / 2, 2] }),
      ks: [16, 64],
      standardize: false,
    },
    ...(await Promise.all(
      entries.map(async ({ kind, n, d, k, make }) => ({
        name: `${kind} ${n} × ${d}`,
        points: Points.from({ data: (await make()).data, shape: [n, d] }),
        ks: [k],
        standardize: false,
      })),
    )),
  ];
}
