import type { Precision } from "../types.js";
import type { Exports } from "./load.js";

/**
 * The kernels of assembly/, for rows of one precision. Every argument is an
 * address, a size or 0 for "none"; what each reads and writes is said there.
 */
export interface Kernels {
  readonly hardBlock: (
    x: number,
    rows: number,
    d: number,
    centroids: number,
    k: number,
    weights: number,
    labels: number,
    statistics: number,
    tile: number,
  ) => void;
  readonly labelledBlock: (
    x: number,
    rows: number,
    d: number,
    centroids: number,
    k: number,
    weights: number,
    labels: number,
    statistics: number,
  ) => void;
  readonly distancesBlock: (
    x: number,
    rows: number,
    d: number,
    centroids: number,
    k: number,
    out: number,
    tile: number,
  ) => void;
  readonly candidatesBlock: (
    x: number,
    rows: number,
    d: number,
    candidates: number,
    count: number,
    closest: number,
    weights: number,
    potentials: number,
    tile: number,
  ) => void;
  readonly lowerBlock: (
    x: number,
    rows: number,
    d: number,
    centroid: number,
    closest: number,
    tile: number,
  ) => void;
  readonly largestMagnitude: (x: number, count: number) => number;
  readonly potentialBlock: (closest: number, rows: number, weights: number) => number;
  readonly drawBlock: (closest: number, rows: number, weights: number, target: number) => number;
  readonly fold: (target: number, source: number, length: number) => void;
}

/** Kernels that read the data exist once per precision, the others once. */
export function kernelsFor(exports: Exports, precision: Precision): Kernels {
  const lane = precision === "float32" ? "f32" : "f64";
  const named = <Name extends keyof Kernels>(name: Name): Kernels[Name] =>
    exports[`${name}_${lane}`] ?? exports[name];
  return {
    hardBlock: named("hardBlock"),
    labelledBlock: named("labelledBlock"),
    distancesBlock: named("distancesBlock"),
    candidatesBlock: named("candidatesBlock"),
    lowerBlock: named("lowerBlock"),
    largestMagnitude: named("largestMagnitude"),
    potentialBlock: named("potentialBlock"),
    drawBlock: named("drawBlock"),
    fold: named("fold"),
  };
}
