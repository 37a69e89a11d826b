import type { Machine } from "../machine.js";

/** What distributed fits took beside the same fits in one process, as bench/results/cluster.json keeps it. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly redis: string;
  readonly bullmq: string;
  /** Average load before the run and after it. */
  readonly load: readonly [number, number];
  readonly overhead: readonly Overhead[];
  readonly numbers: readonly Overhead[];
  readonly speedup: Speedup;
  readonly recovery: Recovery;
  readonly start: Start;
}

/** k-means of one table: in one process, and by so many workers. */
export interface Overhead {
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly workers: number;
  readonly shards: number;
  /** Milliseconds an iteration, one a round. */
  readonly alone: readonly number[];
  readonly distributed: readonly number[];
  /** Bytes into and out of Redis, an iteration. */
  readonly traffic: number;
  /** Milliseconds of processors that distributed iterations took, medians: what other work slows down less than the clock. */
  readonly spent: Spent;
}

/** Milliseconds of processors: of the driver, of Redis, and of all workers together. */
export interface Spent {
  readonly driver: number;
  readonly redis: number;
  readonly workers: number;
}

/** A mixture of full covariances by one worker, and by two, of one thread each. */
export interface Speedup {
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly shards: number;
  /** One a round. */
  readonly one: readonly Iteration[];
  readonly two: readonly Iteration[];
}

/** Milliseconds that an iteration took. */
export interface Iteration {
  readonly clock: number;
  /** Of processors, by whoever of the workers spent most. */
  readonly processors: number;
}

/** A worker of several is killed in the middle of a fit. */
export interface Recovery {
  readonly workers: number;
  /** From then until the fit was at the iteration after the next, one a round. */
  readonly seconds: readonly number[];
}

/** What whoever drives a fit does by itself: passes of the start, "k-means||", nothing kept. */
export interface Start {
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly passes: number;
  /** All passes together, one a round, by the clock and of processors. */
  readonly seconds: readonly number[];
  readonly processors: readonly number[];
}
