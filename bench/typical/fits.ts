import { type Covariance, GaussianMixture, KMeans } from "mixtura";
import { made } from "../problems/made.js";
import type { Entry, Sizes, Table } from "../problems/problem.js";
import { colours, places } from "../problems/real.js";

/** A fit that somebody may have in mind. */
export interface Fit {
  readonly model: string;
  readonly entry: Entry;
  /** With every default, k and seed apart, and the covariances where they are said. */
  readonly run: (table: Table, seed: number) => { readonly iterations: number };
}

function kMeans(entry: Entry): Fit {
  return {
    model: "KMeans",
    entry,
    run: ({ data, n, d, k }, seed) => KMeans.fit({ data, shape: [n, d] }, { k, seed }),
  };
}

function mixture(entry: Entry, covariance: Covariance): Fit {
  return {
    model: `GaussianMixture, ${covariance}`,
    entry,
    run: ({ data, n, d, k }, seed) =>
      GaussianMixture.fit({ data, shape: [n, d] }, { k, seed, covariance }),
  };
}

const blobs = (...sizes: Sizes) => made("blobs", sizes);

/** @param photograph says where the file is */
export function ordinaryFits(photograph: () => Promise<string>): Fit[] {
  return [
    kMeans(blobs(1000, 2, 3)),
    kMeans(blobs(10_000, 4, 8)),
    kMeans(blobs(100_000, 2, 16)),
    kMeans(places(16)),
    kMeans(colours(16, photograph)),
    kMeans(blobs(10_000, 16, 10)),
    kMeans(blobs(100_000, 16, 64)),
    kMeans(blobs(20_000, 128, 64)),
    mixture(blobs(10_000, 4, 3), "full"),
    mixture(blobs(100_000, 2, 4), "diagonal"),
  ];
}
