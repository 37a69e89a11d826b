import type { Machine } from "../machine.js";
import type { BestOf } from "./best-of.js";

/** How many fits the best is taken of. */
export const RESTARTS = [1, 2, 3, 5, 10] as const;

/** What the study came to, as bench/results/restarts.json keeps it. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  /** Single fits of each case. */
  readonly seeds: number;
  readonly cases: readonly Case[];
}

/** One model of one table. */
export interface Case {
  readonly model: string;
  readonly table: string;
  readonly n: number;
  readonly d: number;
  readonly k: number;
  /** One for each of {@link RESTARTS}. */
  readonly expected: readonly Expected[];
}

export interface Expected extends BestOf {
  /** Of a fit with so many restarts, relative to one with a single start. */
  readonly time: number;
}
