import type { Talk } from "../data/pending.js";

/** Nobody who could be lost. */
export class WorkerLost extends Error {
  readonly wanted = false;
}

/** Platforms whose programs have no workers of their own: they say so. */
// eslint-disable-next-line require-yield
export function* muster(): Talk<never> {
  throw new Error("this platform has no worker threads");
}

export function dismiss(): void {
  // Nobody was hired.
}

export async function close(): Promise<void> {
  // Nobody was hired.
}
