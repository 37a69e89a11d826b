/**
 * The kernels: pure functions of addresses and sizes. They allocate nothing,
 * draw no random number and know no policy. Addresses and sizes are not
 * checked here: src/wasm computes them. The debug build asserts sizes and labels.
 */
import { assignBlock, distancesBlock } from "./hard";
import { leadBlock } from "./leads";
import { lookBlock } from "./look";
import { largestMagnitude } from "./magnitude";
import { candidatesBlock, lowerBlock } from "./seeding";
import { addRows, moveRows } from "./statistics";

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

export function assignBlock_f32(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  labels: usize,
  tile: usize,
): i32 {
  return assignBlock<f32>(x, rows, d, centroids, k, labels, tile);
}

export function assignBlock_f64(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  k: i32,
  labels: usize,
  tile: usize,
): i32 {
  return assignBlock<f64>(x, rows, d, centroids, k, labels, tile);
}

export function leadBlock_f32(x: usize, first: i32, rows: i32, d: i32, address: usize): i32 {
  return leadBlock<f32>(x, first, rows, d, address);
}

export function leadBlock_f64(x: usize, first: i32, rows: i32, d: i32, address: usize): i32 {
  return leadBlock<f64>(x, first, rows, d, address);
}

export function lookBlock_f32(x: usize, first: i32, rows: i32, d: i32, address: usize): i32 {
  return lookBlock<f32>(x, first, rows, d, address);
}

export function lookBlock_f64(x: usize, first: i32, rows: i32, d: i32, address: usize): i32 {
  return lookBlock<f64>(x, first, rows, d, address);
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
  centroids: usize,
  count: i32,
  closest: usize,
  tile: usize,
): void {
  lowerBlock<f32>(x, rows, d, centroids, count, closest, tile);
}

export function lowerBlock_f64(
  x: usize,
  rows: i32,
  d: i32,
  centroids: usize,
  count: i32,
  closest: usize,
  tile: usize,
): void {
  lowerBlock<f64>(x, rows, d, centroids, count, closest, tile);
}

export function largestMagnitude_f32(x: usize, count: i32): f64 {
  return largestMagnitude<f32>(x, count);
}

export function largestMagnitude_f64(x: usize, count: i32): f64 {
  return largestMagnitude<f64>(x, count);
}
