import type { Part } from "../data/part.js";
import type { Talk } from "../data/pending.js";
import { inRanges, VALUE_COST } from "../data/sweep.js";
import { assign } from "../questions/distances.js";

/** Centroids that have points, and which of all they are. */
export interface Occupied {
  readonly components: readonly number[];
  readonly centroids: readonly number[];
}

/**
 * The centroids of components that have points; all, if none has. One without stands wherever it
 * was left, and new points are none of its own.
 *
 * @param centroids k × d
 * @param sizes k numbers
 */
export function occupied(centroids: readonly number[], sizes: readonly number[]): Occupied {
  const d = centroids.length / sizes.length;
  const any = sizes.some((size) => size > 0);
  const components = sizes.flatMap((size, c) => (size > 0 || !any ? [c] : []));
  return {
    components,
    centroids:
      components.length === sizes.length
        ? centroids
        : components.flatMap((c) => centroids.slice(c * d, (c + 1) * d)),
  };
}

/** The label of every row: the nearest centroid of those that have points, ties to the lowest index. */
export function* assignOccupied(
  part: Part,
  centroids: readonly number[],
  sizes: readonly number[],
): Talk<Int32Array> {
  const some = occupied(centroids, sizes);
  const labels = yield* assign(part, some.centroids, some.components.length);
  if (some.components.length < sizes.length) {
    const rename = (first: number, count: number) => {
      for (let i = first; i < first + count; i++) labels[i] = some.components[labels[i]];
    };
    yield* inRanges(labels.length, VALUE_COST, rename, part.pace);
  }
  return labels;
}
