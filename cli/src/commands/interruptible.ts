import { constants } from "node:os";
import { acknowledgeInterruption } from "../text/notes.js";
import { statusLine } from "../text/status-line.js";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Milliseconds for a run to come to its end. */
const PATIENCE = 2000;

/** The user has ended a run. */
export class Interruption extends Error {
  /** What shells say of a program that a signal has ended. */
  readonly exitCode: number;

  constructor(signal: (typeof signals)[number]) {
    super("interrupted");
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Does work that Ctrl-C ends.
 *
 * @param work obeys the signal, and leaves nothing behind then
 * @throws Interruption
 */
export async function interruptible<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = (name: (typeof signals)[number]) => {
    controller.abort(new Interruption(name));
    // Now they end the process by themselves again: a second Ctrl-C does so at once.
    release();
    acknowledgeInterruption();
    // Nobody can call off a read or a write that waits for the other end of a named pipe, and
    // neither does the process end before it.
    setTimeout(() => process.kill(process.pid, name), PATIENCE).unref();
  };
  const release = () => {
    for (const name of signals) process.off(name, interrupt);
  };
  for (const name of signals) process.on(name, interrupt);
  try {
    const result = await work(signal);
    signal.throwIfAborted();
    return result;
  } catch (error) {
    // However the work has put it.
    throw signal.aborted ? signal.reason : error;
  } finally {
    release();
    statusLine.clear();
  }
}
