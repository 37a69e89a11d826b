import { setImmediate as turn } from "node:timers/promises";
import type { Source } from "../files/source.js";
import { statusLine } from "../text/status-line.js";
import { readStatus } from "./read-status.js";

/** Bytes from which on libraries may take so long that a word is due. */
const many = 2 ** 20;

interface How {
  readonly signal: AbortSignal | undefined;
  readonly verb?: string;
  readonly title?: string;
}

const signals = ["SIGINT", "SIGTERM"] as const;

/**
 * Does work on a whole file that holds up the process until it is done. No clock runs meanwhile and
 * no listener hears a signal: so what is done is shown before, and signals end the process by
 * themselves. Nothing may be there that would have to be taken back then.
 *
 * @param verb what is done
 * @param title and with which file
 */
export async function inOneGo<Result>(
  bytes: Uint8Array,
  source: Source,
  work: () => Result | Promise<Result>,
  { signal, verb, title = source.title }: How,
): Promise<Result> {
  if (bytes.length >= many && !source.typed) {
    statusLine.showAtOnce(readStatus(title, bytes.length, undefined, verb));
  }
  // Signals that have come already are still heard: they are looked for between two turns, and would
  // be lost once nobody listens.
  await turn();
  await turn();
  signal?.throwIfAborted();
  const listening = signals.map((name) => [name, process.rawListeners(name)] as const);
  for (const name of signals) process.removeAllListeners(name);
  try {
    return await work();
  } finally {
    for (const [name, listeners] of listening) {
      for (const listener of listeners) process.on(name, listener as NodeJS.SignalsListener);
    }
  }
}
