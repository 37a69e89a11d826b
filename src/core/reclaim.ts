/** Workers of an older compatibility date lack it: there what is forgotten stays until the isolate ends. */
const registry =
  typeof FinalizationRegistry === "function"
    ? new FinalizationRegistry<() => void>((release) => release())
    : undefined;

/**
 * Gives memory back when its owner is garbage-collected without having done so.
 * For owners that users hold; what a fit allocates for itself it releases itself.
 *
 * @param release must not refer to the owner, and must do no harm a second time
 * @returns for owners that are done: gives the memory back and forgets about it. A registry keeps
 *   all that it was given until the event loop turns, and programs may make many before.
 */
export function releaseWhenForgotten(owner: object, release: () => void): () => void {
  registry?.register(owner, release, release);
  return () => {
    registry?.unregister(release);
    release();
  };
}
