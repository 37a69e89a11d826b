import type { Machine } from "../machine.js";

/** What two threads are worth, as bench/results/threads.json keeps it. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  /** How many threads wanted a core, on the average of the minute before the race. */
  readonly load: number;
  readonly fits: readonly Measured[];
}

/** One fit, raced. */
export interface Measured {
  readonly name: string;
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly iterations: number;
  readonly one: Times;
  readonly two: Times;
}

/** Milliseconds, one a round: by the clock, and of processors in all threads together. */
export interface Times {
  readonly clock: readonly number[];
  readonly processors: readonly number[];
}
