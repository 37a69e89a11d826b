import { resume, type Talk } from "./pending.js";
import type { SignalLike } from "../types.js";

/** Milliseconds after which work lets others have the thread: a frame of a page has 16. */
const SLICE = 8;

/** Pieces of work after which it does so at the latest: some edge runtimes stop their clock while they work. */
const MOST_PIECES = 256;

/** Those who wait for their turn, of all fits that are under way. */
const queue: (() => void)[] = [];
let channel: MessageChannel | undefined;

/**
 * Runs a task once events and frames that are due have been seen to, and one task only: however
 * many fits are under way, between any two slices the thread is free.
 *
 * Not `scheduler.yield`, which goes before frames: they came 100 ms apart with it.
 */
function enqueue(task: () => void): void {
  queue.push(task);
  if (queue.length === 1) callBack();
}

/** Lets events and frames that are due be seen to. */
export function turn(): Promise<void> {
  return new Promise<void>(enqueue);
}

function next(): void {
  const task = queue.shift()!;
  if (queue.length > 0) callBack();
  else {
    // An open channel would keep a runtime that is not a page from ending.
    channel?.port1.close();
    channel = undefined;
  }
  task();
}

function callBack(): void {
  if (typeof setImmediate === "function") setImmediate(next);
  else if (typeof MessageChannel === "function") {
    channel ??= new MessageChannel();
    channel.port1.onmessage = next;
    channel.port2.postMessage(undefined);
  } else setTimeout(next, 0);
}

/**
 * Does work in slices of time, between which the thread is free for whatever else wants it, and
 * in which the signal is obeyed. Its first step is done at once, and so before whoever asked for it
 * goes on.
 *
 * @returns the result, an error or the signal's reason; however it ends, nothing of it is left open
 */
export async function inSlicesOfTime<Result>(
  work: Talk<Result>,
  signal: SignalLike | undefined,
): Promise<Result> {
  let step = work.next();
  let until = 0;
  let pieces = 0;
  const wait = waiting(signal);
  try {
    while (!step.done) {
      if (--pieces < 0 || performance.now() >= until) {
        await turn();
        throwIfAborted(signal);
        until = performance.now() + SLICE;
        pieces = MOST_PIECES;
      }
      const next = resume(work, step.value);
      if (next !== undefined) {
        step = next;
        continue;
      }
      const { soon } = step.value;
      if (soon === undefined) continue;
      await wait.for(soon);
      throwIfAborted(signal);
      until = performance.now() + SLICE;
      pieces = MOST_PIECES;
    }
    return step.value;
  } catch (error) {
    if (!step.done) step.value.abandon();
    work.return(undefined as Result);
    throw error;
  } finally {
    wait.end();
  }
}

/** Waits for others, and no longer than until the signal says so. */
export function waiting(signal: SignalLike | undefined) {
  let wake = () => {};
  const abort = () => wake();
  // Signals that tell nobody are looked at once the others are done.
  signal?.addEventListener?.("abort", abort);
  return {
    for: (soon: Promise<unknown>) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        soon.then(abort, abort);
        // It may have been while this thread was at work.
        if (signal?.aborted === true) resolve();
      }),
    end: () => signal?.removeEventListener?.("abort", abort),
  };
}

/** By hand, for signals of older runtimes have no method for it. */
export function throwIfAborted(signal: SignalLike | undefined): void {
  if (signal?.aborted === true) throw signal.reason;
}
