import type { Machine } from "../machine.js";

/** What one pass came to beside full fits, as bench/results/streams.json keeps it. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly cases: readonly Case[];
}

/** One model of one table whose rows come in one kind of order. */
export interface Case {
  readonly model: string;
  readonly table: string;
  readonly order: "random" | "sorted";
  readonly n: number;
  readonly d: number;
  readonly k: number;
  /** One for each seed, of the order and of the fits. */
  readonly runs: readonly Run[];
}

/** A full fit and one pass through the same rows. */
export interface Run {
  /** The objective of all rows a row: inertia, or the log-likelihood in nats. */
  readonly full: number;
  readonly once: number;
  /** What the model of the pass says of itself, a row. */
  readonly told: number;
  /** Milliseconds. */
  readonly fullTime: number;
  readonly onceTime: number;
}
