import { startCore } from "../core/core.js";
import { takeCore, takeMixtures } from "../core/platforms/posted.js";
import { type Asked, Pending, type Talk } from "../data/pending.js";
import { inSlicesOfTime } from "../data/time-slices.js";
import { type Holder, HOLDERS } from "../questions/pieces/holders.js";
import type { FromWorker, Reference, ToWorker } from "./messages.js";

/**
 * A worker: holds pieces of rows, and answers questions about them one after the other, in slices of
 * time, between which it hears that an answer is no longer wanted.
 */

const outside = globalThis as unknown as {
  onmessage: (event: { readonly data: ToWorker }) => void;
  postMessage(message: FromWorker, transfer?: readonly ArrayBufferLike[]): void;
};

const held = new Map<number, Holder>();
/** What is no longer wanted, though it may be busy. */
const unwanted = new Set<number>();
const queue: ToWorker[] = [];
let busy = false;

outside.onmessage = ({ data }) => {
  if ("ping" in data) {
    outside.postMessage({ pong: true });
    return;
  }
  if ("release" in data) unwanted.add(data.release);
  queue.push(data);
  if (!busy) void work();
};

async function work(): Promise<void> {
  busy = true;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const id = "id" in next ? next.id : undefined;
    try {
      const value = await obey(next);
      if (id !== undefined) outside.postMessage({ id, value }, buffersOf(value));
    } catch (error) {
      if (id === undefined && "on" in next && unwanted.has(next.on)) continue;
      // Posted, for in a page nobody hears of a rejected promise in a worker.
      outside.postMessage({ id, error: messageOf(error) });
    }
  }
  busy = false;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function obey(message: ToWorker): unknown {
  if ("core" in message) {
    takeCore(message.core);
    startCore();
    outside.postMessage({ ready: true });
  } else if ("mixtures" in message) takeMixtures(message.mixtures);
  else if ("make" in message) held.set(message.as, made(message.make, message.args));
  else if ("call" in message) return ask(message.on, message.call, message.args);
  else if ("release" in message) {
    held.get(message.release)?.release();
    held.delete(message.release);
    unwanted.delete(message.release);
  }
  return undefined;
}

/** Stands for what could not be made: who asks it hears why, if anybody does. */
class Failed implements Holder {
  readonly #why: unknown;

  constructor(why: unknown) {
    this.#why = why;
  }

  fail(): never {
    throw this.#why;
  }

  release(): void {
    // There is nothing.
  }
}

function made(kind: string, args: readonly unknown[]): Holder {
  try {
    return new HOLDERS[kind](...(args.map(resolved) as never[]));
  } catch (error) {
    return new Failed(error);
  }
}

function resolved(argument: unknown): unknown {
  const { held: number } = (argument ?? {}) as Partial<Reference>;
  return number === undefined ? argument : held.get(number);
}

function ask(on: number, call: string, args: readonly unknown[]): unknown {
  const holder = held.get(on);
  if (holder instanceof Failed) holder.fail();
  const methods = holder as unknown as Record<string, (...args: unknown[]) => Asked<unknown>>;
  const asked = methods[call](...args);
  if (!(asked instanceof Pending)) return asked;
  const signal = {
    get aborted() {
      return unwanted.has(on);
    },
    reason: "nobody wants it any more",
  };
  return inSlicesOfTime(waitFor(asked), signal);
}

function* waitFor(asked: Pending): Talk<unknown> {
  return (yield asked) as unknown;
}

/** Large answers are handed over rather than copied. */
function buffersOf(value: unknown): ArrayBufferLike[] {
  return ArrayBuffer.isView(value) ? [value.buffer] : [];
}
