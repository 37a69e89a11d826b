import { KMeans } from "mixtura";
import type { Laid, Match } from "../match.js";
import type { Table } from "../../problems/problem.js";
import { timed } from "./timed.js";

/** Rows that the model was fitted to. */
const FITTED = 10_000;

/** Labels of all rows under centroids that were fitted to some. */
export function predict({ table, points, threads, ask }: Laid): Match {
  const { n, d, k } = table;
  const fitted = Math.min(n, FITTED);
  const some = { data: points.data.subarray(0, fitted * d), shape: [fitted, d] };
  const model = KMeans.fit(some, { k });
  const { centroids } = model;
  return {
    own: () =>
      timed(
        () => (threads === 1 ? model.predict(points) : model.predictAsync(points, { threads })),
        (labels) => ({ objective: inertia(table, centroids, labels), iterations: 0 }),
      ),
    rivals: new Map([["predict", (by) => ask(by, "predict", { centroids })]]),
  };
}

function inertia({ data, d }: Table, centroids: number[][], labels: Int32Array): number {
  let sum = 0;
  labels.forEach((label, i) => {
    const centroid = centroids[label];
    for (let j = 0; j < d; j++) sum += (data[i * d + j] - centroid[j]) ** 2;
  });
  return sum;
}
