import type { Kind } from "../problems/problem.js";
import type { Machine } from "../machine.js";

/** How long ordinary fits take, as bench/results/typical.json keeps it. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly fits: readonly Timed[];
}

export interface Timed {
  readonly model: string;
  readonly kind: Kind;
  readonly n: number;
  readonly d: number;
  readonly k: number;
  /** Of whole fits, one for each seed. */
  readonly milliseconds: readonly number[];
  readonly iterations: readonly number[];
}
