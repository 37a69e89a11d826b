import { type Covariance, GaussianMixture, KMeans, type KMeansOptions } from "mixtura";
import { directions } from "../problems/directions.js";
import { made } from "../problems/made.js";
import { picture } from "../problems/picture.js";
import type { Entry, Kind, Sizes } from "../problems/problem.js";
import { colours, places } from "../problems/real.js";

/** One fit with this seed. */
export type Run = (seed: number) => { readonly iterations: number };

/** A fit that somebody may have in mind. */
export interface Fit {
  readonly model: string;
  readonly kind: Kind;
  readonly n: number;
  readonly d: number;
  readonly k: number;
  /**
   * Makes the data, which is not timed. Every default holds, but for k, the seed, covariances and
   * what `model` names.
   */
  readonly prepare: () => Promise<Run>;
}

function kMeans(entry: Entry, named = "", options: Omit<KMeansOptions, "k"> = {}): Fit {
  const { kind, n, d, k } = entry;
  return {
    ...{ model: `KMeans${named}`, kind, n, d, k },
    async prepare() {
      const { data } = await entry.make();
      return (seed) => KMeans.fit({ data, shape: [n, d] }, { ...options, k, seed });
    },
  };
}

/** Colours of a picture, from the bytes that a canvas has of it. */
function palette(k: number): Fit {
  const image = picture(1000, 500);
  return {
    ...{ model: "KMeans, ImageData", kind: "picture", n: 500_000, d: 3, k },
    prepare: () => Promise.resolve((seed) => KMeans.fit(image, { k, seed })),
  };
}

function mixture(entry: Entry, covariance: Covariance): Fit {
  const { kind, n, d, k } = entry;
  return {
    ...{ model: `GaussianMixture, ${covariance}`, kind, n, d, k },
    async prepare() {
      const { data } = await entry.make();
      return (seed) => GaussianMixture.fit({ data, shape: [n, d] }, { k, seed, covariance });
    },
  };
}

const blobs = (...sizes: Sizes) => made("blobs", sizes);

/** @param photograph says where the file is */
export function ordinaryFits(photograph: () => Promise<string>): Fit[] {
  const embeddings = directions([2000, 384, 20]);
  return [
    kMeans(blobs(1000, 2, 3)),
    kMeans(blobs(10_000, 4, 8)),
    kMeans(blobs(100_000, 2, 16)),
    kMeans(places(16)),
    kMeans(colours(16, photograph)),
    palette(6),
    kMeans(blobs(10_000, 16, 10)),
    kMeans(blobs(100_000, 16, 64)),
    kMeans(blobs(20_000, 128, 64)),
    kMeans(embeddings, ", cosine", { distance: "cosine" }),
    kMeans(embeddings, ", cosine, 10 restarts", { distance: "cosine", restarts: 10 }),
    mixture(blobs(10_000, 4, 3), "full"),
    mixture(blobs(100_000, 2, 4), "diagonal"),
  ];
}
