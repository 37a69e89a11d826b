/**
 * The kernels: pure functions of addresses and sizes. They allocate nothing,
 * draw no random number and know no policy. Addresses and sizes are not
 * checked here: src/wasm computes them. The debug build asserts sizes and labels.
 */
import { largestMagnitude } from "./magnitude";
import { addRows, moveRows } from "./statistics";

export { assignBlock, distancesBlock } from "./hard";
export { leadBlock } from "./leads";
export { logs } from "./log";
export { lookBlock } from "./look";
export {
  logDensityBlock,
  mixtureBlock,
  mixtureLabelsBlock,
  responsibilitiesBlock,
} from "./mixture";
export { candidatesBlock, drawBlock, lowerBlock, potentialBlock } from "./seeding";
export { fold } from "./statistics";
export { labelledMixtureBlock, survivorsBlock } from "./survivors";

/** The first address that is free: everything below belongs to the module. */
export function heapBase(): usize {
  return __heap_base;
}

export function addRows_f32(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
): void {
  addRows<f32>(x, rows, d, centroids, k, weights, labels, statistics);
}

export function addRows_f64(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
): void {
  addRows<f64>(x, rows, d, centroids, k, weights, labels, statistics);
}

export function moveRows_f32(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  before: usize,
  labels: usize,
  statistics: usize,
): void {
  moveRows<f32>(x, rows, d, centroids, k, before, labels, statistics);
}

export function moveRows_f64(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  before: usize,
  labels: usize,
  statistics: usize,
): void {
  moveRows<f64>(x, rows, d, centroids, k, before, labels, statistics);
}

export function largestMagnitude_f32(x: usize, count: i32): f64 {
  return largestMagnitude<f32>(x, count);
}

export function largestMagnitude_f64(x: usize, count: i32): f64 {
  return largestMagnitude<f64>(x, count);
}
