import { isArrayLike, rangeError, show, typeError } from "../check.js";

/**
 * One label a point: numbers, strings or another primitive that names a cluster. Two
 * labels are the same where a Map would take them for one key.
 */
export type Labels = ArrayLike<number | string | boolean | bigint | symbol>;

/** Labels in clusters 0..k−1, in the order in which they first appear. */
export interface Clusters {
  /** The cluster of each point. */
  readonly of: Int32Array;
  /** The number of points in each cluster; none is empty. */
  readonly sizes: readonly number[];
}

/**
 * @param n how many labels there have to be; undefined where any number but 0 will do
 * @param origin where n comes from, for the message
 */
export function checkClusters(name: string, labels: unknown, n?: number, origin = ""): Clusters {
  if (!isArrayLike(labels)) throw typeError(name, "one label a point", show(labels));
  if (n !== undefined && labels.length !== n) {
    throw rangeError(name, `one label a point (n = ${n}${origin})`, String(labels.length));
  }
  if (labels.length === 0) throw rangeError(name, "at least one label", "none");
  return clustersOf(labels, (label, i) => {
    const missing = label === undefined || typeof label === "object";
    // NaN stands for "none" wherever labels have been through arithmetic or a table.
    if (!missing && !Number.isNaN(label)) return;
    const refuse = missing ? typeError : rangeError;
    throw refuse(name, "labels that name a cluster", `${show(label)} at index ${i}`);
  });
}

/** @param check throws where a label seen for the first time is none */
export function clustersOf<Label>(
  labels: ArrayLike<Label>,
  check: (label: Label, index: number) => void = () => {},
): Clusters {
  const clusters = new Map<Label, number>();
  const sizes: number[] = [];
  const of = new Int32Array(labels.length);
  for (let i = 0; i < of.length; i++) {
    const label = labels[i];
    let cluster = clusters.get(label);
    if (cluster === undefined) {
      check(label, i);
      cluster = sizes.length;
      clusters.set(label, cluster);
      sizes.push(0);
    }
    of[i] = cluster;
    sizes[cluster] += 1;
  }
  return { of, sizes };
}
