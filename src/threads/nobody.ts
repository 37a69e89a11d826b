/** Nobody who could be lost. */
export class WorkerLost extends Error {
  readonly wanted = false;
}

/** Platforms whose programs have no workers of their own: they say so. */
export function muster(): never {
  throw new Error("this platform has no worker threads");
}

export function dismiss(): void {
  // Nobody was hired.
}

export function close(): Promise<void> {
  // Nobody was hired.
  return Promise.resolve();
}
