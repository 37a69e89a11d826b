import { KdTree } from "../search/kd-tree.js";
import type { Part } from "../data/part.js";
import type { Assignment } from "./assignment.js";
import { elsewhere } from "./elsewhere.js";
import type { ExactSums } from "./exact-sums.js";
import { Filtering } from "./filtering.js";
import { RowAssignment } from "./row-assignment.js";

/** Whether one E-step is all there will be, or many. */
export type Passes = "one" | "many";

/** The way that is fastest for a fit of this shape. */
export function assignmentFor(
  data: Part,
  k: number,
  passes: Passes,
  sums: ExactSums,
  centroids: number,
): Assignment {
  const others = elsewhere(data)?.assignment(k, sums, centroids);
  if (others !== undefined) return others;
  const { rows } = data;
  const many = passes === "many" && KdTree.pays(rows.count, rows.dimensions, k);
  const Way = many ? Filtering : RowAssignment;
  return new Way(data, k, sums, centroids);
}

/** Bytes of linear memory that {@link assignmentFor} will need for many passes. */
export function assignmentBytes(n: number, d: number, k: number, weighted: boolean): number {
  return KdTree.pays(n, d, k) ? Filtering.bytes(n, d, k, weighted) : RowAssignment.bytes(n, d, k);
}
