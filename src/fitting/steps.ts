import { answered, Pending } from "../data/pending.js";

/** Runs a fit to its end in one go, and gives what it returns. */
export function drain<Result>(steps: Generator<unknown, Result, unknown>): Result {
  let step = steps.next(true);
  while (!step.done) {
    step = steps.next(step.value instanceof Pending ? answered(step.value) : true);
  }
  return step.value;
}

/**
 * A fit one iteration at a time, each seen through `view`, and its result through `finish`.
 * `close` runs when it ends, however and whenever that is.
 */
export function viewed<From, To, Last, Result>(
  steps: Generator<From | Pending, Last, unknown>,
  view: (value: From) => To,
  finish: (value: Last) => Result,
  close: () => void,
): Generator<To, Result, void> {
  const mapped = viewedAfterPriming(steps, view, finish, close);
  mapped.next();
  return mapped;
}

function* viewedAfterPriming<From, To, Last, Result>(
  steps: Generator<From | Pending, Last, unknown>,
  view: (value: From) => To,
  finish: (value: Last) => Result,
  close: () => void,
): Generator<To, Result, void> {
  try {
    // A generator that is closed before it has begun runs no finally: so it begins here.
    yield undefined as To;
    let step = steps.next();
    while (!step.done) {
      const { value } = step;
      if (value instanceof Pending) {
        step = steps.next(answered(value));
      } else {
        yield view(value);
        step = steps.next();
      }
    }
    return finish(step.value);
  } finally {
    steps.return(undefined as Last);
    close();
  }
}
