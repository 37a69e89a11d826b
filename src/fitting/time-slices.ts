import { resume, type Talk } from "../data/pending.js";

/** Milliseconds after which work lets others have the thread: a frame of a page has 16. */
const SLICE = 8;

/** Pieces of work after which it does so at the latest: some edge runtimes stop their clock while they work. */
const MOST_PIECES = 256;

/**
 * Does work in slices of time, between which the thread is free for whatever else wants it, and
 * in which `signal` is obeyed.
 *
 * What is done next waits in the queue of tasks, behind events and frames that are due. Not
 * `scheduler.yield`, which goes before them: frames came 100 ms apart with it.
 */
export class TimeSlices {
  readonly #signal: AbortSignal | undefined;
  #channel: MessageChannel | undefined;
  #until = 0;
  #pieces = 0;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Runs work to its end. Whether that is its result, an error or the signal's reason, nothing of it is left open. */
  async run<Result>(work: Talk<Result>): Promise<Result> {
    let step = work.next();
    try {
      while (!step.done) {
        step = resume(work, step.value) ?? step;
        if (this.#over()) await this.turn();
      }
      return step.value;
    } catch (error) {
      if (!step.done) step.value.abandon();
      work.return(undefined as Result);
      throw error;
    }
  }

  /** Lets others have the thread; after that a new slice begins. */
  async turn(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#queue(resolve);
    });
    this.#signal?.throwIfAborted();
    this.#until = performance.now() + SLICE;
    this.#pieces = 0;
  }

  close(): void {
    this.#channel?.port1.close();
  }

  #over(): boolean {
    return ++this.#pieces >= MOST_PIECES || performance.now() >= this.#until;
  }

  #queue(task: () => void): void {
    // An open channel would keep Node running after the work.
    if (typeof setImmediate === "function") setImmediate(task);
    else if (typeof MessageChannel === "function") {
      this.#channel ??= new MessageChannel();
      this.#channel.port1.onmessage = task;
      this.#channel.port2.postMessage(undefined);
    } else setTimeout(task, 0);
  }
}
