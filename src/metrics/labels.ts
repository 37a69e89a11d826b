import { checkLength, rangeError, show, typeError } from "../check.js";
import { answered, begin, type Talk } from "../data/pending.js";
import { atOnce, inRanges, type Pace, VALUE_COST } from "../data/sweep.js";

/** What names a cluster. */
export type Label = number | string | boolean | bigint | symbol;

/**
 * One label a point: numbers, strings or another primitive that names a cluster. Two
 * labels are the same where a Map would take them for one key. The `labels` of a model are an
 * Int32Array: names come of them by `Array.from(labels, (i) => names[i])`, for `labels.map` makes
 * another Int32Array, of zeros where it is given names.
 */
export type Labels = ArrayLike<Label>;

/** Labels in clusters 0..k−1, in the order in which they first appear. */
export interface Clusters {
  /** The cluster of each point. */
  readonly of: Int32Array;
  /** The number of points in each cluster; none is empty. */
  readonly sizes: readonly number[];
  /** The label of each cluster. */
  readonly labels: readonly Label[];
}

/** A Map holds no more keys. */
const MOST_CLUSTERS = 2 ** 24;

/**
 * @param n how many labels there have to be; undefined where any number but 0 will do
 * @param origin where n comes from, for the message
 */
export function checkClusters(name: string, labels: unknown, n?: number, origin = ""): Clusters {
  return answered(begin(clustersOf(name, labels, n, origin, atOnce)));
}

/** The same, at this pace. */
export function* clustersOf(
  name: string,
  labels: unknown,
  n: number | undefined,
  origin: string,
  pace: Pace,
): Talk<Clusters> {
  const length = checkLength(name, labels, "one label per point", n, origin);
  if (length === 0) throw rangeError(name, "at least one label", "none");
  const clusters = new Map<unknown, number>();
  const sizes: number[] = [];
  const of = new Int32Array(length);
  const take = (first: number, count: number) => {
    for (let i = first; i < first + count; i++) {
      const label = (labels as ArrayLike<unknown>)[i];
      let cluster = clusters.get(label);
      if (cluster === undefined) {
        checkLabel(name, label, i);
        cluster = sizes.length;
        if (cluster === MOST_CLUSTERS) {
          throw rangeError(name, "at most 2^24 different labels", `more at index ${i}`);
        }
        clusters.set(label, cluster);
        sizes.push(0);
      }
      of[i] = cluster;
      sizes[cluster] += 1;
    }
  };
  yield* inRanges(length, VALUE_COST, take, pace);
  return { of, sizes, labels: [...(clusters.keys() as Iterable<Label>)] };
}

/** Refuses what names no cluster. */
function checkLabel(name: string, label: unknown, index: number): void {
  const missing = label === undefined || typeof label === "object";
  // NaN stands for "none" wherever labels have been through arithmetic or a table.
  if (!missing && !Number.isNaN(label)) return;
  const refuse = missing ? typeError : rangeError;
  throw refuse(name, "labels that name a cluster", `${show(label)} at index ${index}`);
}
