import type { Writable } from "node:stream";
import { type Head, written } from "./frames.js";

const NOTHING = new Uint8Array(0);

/** Writes frames, one after the other, as fast as they are taken. */
export class FrameWriter {
  readonly #output: Writable;
  readonly #limit: number;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param limit bytes of a frame at most */
  constructor(output: Writable, limit: number) {
    this.#output = output;
    this.#limit = limit;
    // Heard by whoever waits for what was written.
    output.on("error", () => {});
  }

  /**
   * Resolves once the frame has been taken.
   *
   * @throws RangeError where it is too long
   * @throws Error where nobody reads it any more
   */
  write(head: Head, bytes: Uint8Array = NOTHING): Promise<void> {
    const writing = this.#turn.then(() => this.#write(head, bytes));
    this.#turn = writing.catch(() => {});
    return writing;
  }

  #write(head: Head, bytes: Uint8Array): Promise<void> {
    const [before, rest] = written({ head, bytes }, this.#limit);
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => (error ? reject(unread(error)) : resolve());
      // Both leave together.
      this.#output.cork();
      this.#output.write(before);
      this.#output.write(rest, done);
      this.#output.uncork();
    });
  }
}

function unread(cause: Error): Error {
  return new Error(`output: nobody reads it any more (${cause.message})`, { cause });
}
