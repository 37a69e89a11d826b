import type { Components } from "../core/forms.js";
import type { Asked } from "../data/pending.js";

/**
 * Statistics of a mixture, as assembly/sums/moments.ts lays them out: [A, B, N_0 … N_{k−1},
 * S_0 … S_{k−1}, Q]. The sum of log-sum-exps is stiffness × A + B.
 */
export type MixtureStatistics = readonly number[];

/** The nearest of centroids as labels, where nobody holds as many as there are rows. */
export interface NearestCentroids {
  readonly k: number;
  /** k × d, in units of the columns. */
  readonly centroids: readonly number[];
  /** What every column is divided by before; undefined: nothing. */
  readonly units: readonly number[] | undefined;
}

/** Which component each row belongs to. */
export type RowLabels = Int32Array | NearestCentroids | "all in the first";

/** What the E-step of a mixture asks of whoever holds rows. */
export interface MixtureSums {
  /**
   * The statistics of all rows under these components, sums about `anchors` (k × d).
   *
   * @param cutoff how far below a row's largest score a component is dropped; undefined: all
   *   components are shared in, by a kernel that is made for that
   */
  eStep(
    components: Components,
    anchors: readonly number[],
    cutoff?: number,
  ): Asked<MixtureStatistics>;
  /** The statistics where all rows belong to the only component there is, with A = B = 0. */
  whole(anchors: readonly number[]): Asked<MixtureStatistics>;
  /** The statistics under labels as one-hot responsibilities, with A = B = 0. */
  labelled(labels: RowLabels, anchors: readonly number[]): Asked<MixtureStatistics>;
  release(): void;
}
