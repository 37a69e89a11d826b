import type { Pending } from "./pending.js";

/** So many rows from `first` on. */
export interface Stretch {
  readonly first: number;
  readonly count: number;
}

/** What is handed over with a question: plain, cloneable values, and what is held there already. */
export type Arguments = readonly unknown[];

/** Something of one kind that every holder of a piece has. */
export interface Held {
  /**
   * Asks all of them, or some.
   *
   * @param call which of its methods
   * @param args for the i-th; undefined: that one is not asked, and has no answer
   */
  ask<Answer>(call: string, args: (i: number) => Arguments | undefined): Pending<readonly Answer[]>;
  /** Has all of them do something, and does not wait. */
  tell(call: string, ...args: Arguments): void;
  /** Ends what they are at, and has them forget it. */
  release(): void;
}

/**
 * Holders of rows that stand in stretches, one after the other, of whole blocks but for the last;
 * or each of all rows.
 */
export interface Pieces {
  readonly stretches: readonly Stretch[];
  /**
   * Has every holder make something.
   *
   * @param kind a name of src/questions/pieces/holders.ts
   * @param args for the i-th; typed arrays among them are given away
   */
  make(kind: string, args: (i: number) => Arguments): Held;
  /** Has every holder load the kernels of mixtures, unless it has. */
  useMixtures(module: () => WebAssembly.Module | undefined): void;
}
