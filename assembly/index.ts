/**
 * The kernels: pure functions of addresses and sizes. They allocate nothing,
 * draw no random number and know no policy. Addresses and sizes are not
 * checked here: src/wasm computes them. The debug build asserts sizes and labels.
 */
import { distancesBlock, hardBlock, labelledBlock } from "./hard";
import { largestMagnitude } from "./magnitude";
import { candidatesBlock, lowerBlock } from "./seeding";

export { logs } from "./log";
export {
  logDensityBlock,
  mixtureBlock,
  mixtureLabelsBlock,
  responsibilitiesBlock,
} from "./mixture";
export { drawBlock, potentialBlock } from "./seeding";
export { fold } from "./statistics";
export { labelledMixtureBlock, survivorsBlock } from "./survivors";

/** The first address that is free: everything below belongs to the module. */
export function heapBase(): usize {
  return __heap_base;
}

export function hardBlock_f32(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
  tile: usize,
): void {
  hardBlock<f32>(x, rows, d, centroids, k, weights, labels, statistics, tile);
}

export function hardBlock_f64(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
  tile: usize,
): void {
  hardBlock<f64>(x, rows, d, centroids, k, weights, labels, statistics, tile);
}

export function labelledBlock_f32(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
): void {
  labelledBlock<f32>(x, rows, d, centroids, k, weights, labels, statistics);
}

export function labelledBlock_f64(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  weights: usize,
  labels: usize,
  statistics: usize,
): void {
  labelledBlock<f64>(x, rows, d, centroids, k, weights, labels, statistics);
}

export function distancesBlock_f32(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  out: usize,
  tile: usize,
): void {
  distancesBlock<f32>(x, rows, d, centroids, k, out, tile);
}

export function distancesBlock_f64(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  out: usize,
  tile: usize,
): void {
  distancesBlock<f64>(x, rows, d, centroids, k, out, tile);
}

export function candidatesBlock_f32(
  x: usize,
  rows: i32,
  d: i32,
  candidates: usize,
  count: i32,
  closest: usize,
  weights: usize,
  potentials: usize,
  tile: usize,
): void {
  candidatesBlock<f32>(x, rows, d, candidates, count, closest, weights, potentials, tile);
}

export function candidatesBlock_f64(
  x: usize,
  rows: i32,
  d: i32,
  candidates: usize,
  count: i32,
  closest: usize,
  weights: usize,
  potentials: usize,
  tile: usize,
): void {
  candidatesBlock<f64>(x, rows, d, candidates, count, closest, weights, potentials, tile);
}

export function lowerBlock_f32(
  x: usize,
  rows: i32,
  d: i32,
  centroid: usize,
  closest: usize,
  tile: usize,
): void {
  lowerBlock<f32>(x, rows, d, centroid, closest, tile);
}

export function lowerBlock_f64(
  x: usize,
  rows: i32,
  d: i32,
  centroid: usize,
  closest: usize,
  tile: usize,
): void {
  lowerBlock<f64>(x, rows, d, centroid, closest, tile);
}

export function largestMagnitude_f32(x: usize, count: i32): f64 {
  return largestMagnitude<f32>(x, count);
}

export function largestMagnitude_f64(x: usize, count: i32): f64 {
  return largestMagnitude<f64>(x, count);
}
