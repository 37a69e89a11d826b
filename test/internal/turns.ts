import { afterEach, beforeEach, vi } from "vitest";

/** The turns of the event loop that work in slices has taken. */
export interface Turns {
  count: number;
  /** Told of each, from 0, before its piece of work. */
  at: (turn: number) => void;
}

/** setImmediate as it is, for whoever is none of the work. */
export const untouched = setImmediate;

/** Has each piece of work in slices be one of its own, in every test of a suite. */
export function turnByTurn(): Turns {
  const turns: Turns = { count: 0, at: () => {} };
  let clock = 0;

  beforeEach(() => {
    // Every look at the clock finds that the slice is over.
    vi.spyOn(performance, "now").mockImplementation(() => (clock += 1000));
    turns.count = 0;
    vi.stubGlobal("setImmediate", (task: () => void) =>
      untouched(() => {
        turns.at(turns.count++);
        task();
      }),
    );
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    turns.at = () => {};
  });

  return turns;
}

/** A signal for each turn of so many, or for some hundred of them, that ends work there. */
export function* endings(
  turns: Turns,
  all: number,
): Generator<{ readonly end: number; readonly reason: Error; readonly signal: AbortSignal }> {
  const step = Math.max(1, Math.floor(all / 100));
  for (let end = 0; end < all; end += step) {
    turns.count = 0;
    const controller = new AbortController();
    const reason = new Error(`ended at turn ${end}`);
    turns.at = (turn) => {
      if (turn === end) controller.abort(reason);
    };
    yield { end, reason, signal: controller.signal };
  }
}
