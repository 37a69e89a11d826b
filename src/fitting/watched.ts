import { Pending, type Running, type Talk } from "../data/pending.js";

/** Runs a fit whose iterations `see` is shown. */
export function* watched<Step, Result>(
  running: Running<Step, Result>,
  see: (step: Step) => void,
): Talk<Result> {
  try {
    let step = running.next();
    while (!step.done) {
      if (step.value instanceof Pending) {
        step = running.next(yield step.value);
      } else {
        see(step.value);
        step = running.next();
      }
    }
    return step.value;
  } finally {
    running.return(undefined as Result);
  }
}
