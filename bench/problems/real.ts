import type { Entry, Kind, Sizes } from "./problem.js";
import { addresses } from "./places.js";

/** Width and height of what is taken of the photograph, from its middle. */
const PART_OF_THE_PHOTOGRAPH = [400, 250] as const;

// Not at the top: the packages may not be there.
const read = () => import("../datasets/read.js");

export function cities(k: number): Entry {
  return entry("cities", [135_233, 2, k], async () => (await read()).readCities());
}

/** A million addresses, made from the places and numbers of inhabitants of real cities. */
export function places(k: number): Entry {
  return entry("places", [1_000_000, 2, k], async () => {
    const { readCities, readInhabitants } = await read();
    return addresses(readCities(), readInhabitants(), 1_000_000);
  });
}

export function flights(k: number): Entry {
  return entry("flights", [3_000_000, 2, k], async () => (await read()).readFlights());
}

/** @param photograph says where the file is */
export function colours(k: number, photograph: () => Promise<string>): Entry {
  return entry("colours", [100_000, 3, k], async () =>
    (await read()).readPixels(await photograph(), ...PART_OF_THE_PHOTOGRAPH),
  );
}

/** A table that is read; its size is known before. */
export function entry(kind: Kind, [n, d, k]: Sizes, data: () => Promise<Float64Array>): Entry {
  const make = async () => {
    const all = await data();
    if (all.length !== n * d) throw new Error(`${kind}: expected ${n} × ${d} numbers`);
    return { kind, data: all, n, d, k };
  };
  return { kind, n, d, k, make };
}

/** The first rows of it, if there are more. */
export function few(of: Entry, most: number): Entry {
  const { d, make } = of;
  const n = Math.min(of.n, most);
  return {
    ...of,
    n,
    make: async () => {
      const table = await make();
      return { ...table, n, data: table.data.subarray(0, n * d) };
    },
  };
}
