import type { Talk } from "../data/pending.js";

/** A row, and its squared distance to the nearest centroid. */
export interface FarthestRow {
  readonly row: number;
  readonly squaredDistance: number;
}

/** Rows far from all centroids, one after the other, while they become centroids themselves. */
export interface FarthestRows {
  /** Begins with these centroids (k × d), but those that are empty: no row has their label. */
  begin(centroids: readonly number[], empty: readonly number[]): Talk<void>;
  /** The row with the largest distance from all, the first of equal ones. */
  farthest(): Talk<FarthestRow>;
  /** Adds a row as a centroid, and returns its values. */
  add(row: number): Talk<readonly number[]>;
  release(): void;
}
