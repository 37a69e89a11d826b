export type WorkerLost = import("./muster.js").WorkerLost;
export type Lazy = typeof import("./muster.js");

let lazy: Promise<Lazy> | undefined;

/** The code of workers, from when some are wanted; tried again where it could not be had. */
export function loadThreads(): Promise<Lazy> {
  lazy ??= import("./muster.js").catch((error: unknown) => {
    lazy = undefined;
    throw error;
  });
  return lazy;
}

/**
 * Ends the worker threads that fits and other promises with `threads` have left for the next. They
 * end by themselves after ten seconds without work, and keep no process alive until then; a fit under
 * way goes on in its own thread. Those that are needed later are started anew.
 *
 * @example
 * const { inertia } = await KMeans.fitAsync([1, 2, 10, 11], { k: 2, threads: 2 }); // 1
 * await closeThreads();
 */
export async function closeThreads(): Promise<void> {
  await (await lazy)?.close();
}
