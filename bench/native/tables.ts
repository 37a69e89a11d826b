import { datasetsInstalled } from "../problems/installed.js";
import { made } from "../problems/made.js";
import type { Entry, Sizes } from "../problems/problem.js";
import { cities, colours, entry, few, flights, places } from "../problems/real.js";
import type { Native } from "./process.js";

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
  if (quick) return [...kinds.map((kind) => made(kind, [FEW, 2, 4])), ...real(quick, native)];
  const blobs = K_MEANS.map((sizes) => made("blobs", sizes));
  const noise = K_MEANS.map((sizes) => made("noise", sizes));
  return [...blobs, ...real(quick, native), ...noise];
}

function real(quick: boolean, native: Native): Entry[] {
  const digits = entry("digits", [1797, 64, 10], async () => (await native.table("digits")).data);
  if (!datasetsInstalled()) return [digits];
  const photograph = () => native.photograph();
  if (quick) {
    const some = [cities(4), places(16), colours(16, photograph), flights(4), digits];
    return some.map((one) => few(one, FEW));
  }
  return [
    cities(4),
    cities(16),
    places(16),
    places(64),
    colours(16, photograph),
    colours(64, photograph),
    flights(4),
    // Not 16: whole minutes and miles lie as far from one start row as from another, so that even
    // scikit-learn's own two algorithms part over rounding and end 1e-4 apart, from most starts.
    flights(8),
    digits,
  ];
}
