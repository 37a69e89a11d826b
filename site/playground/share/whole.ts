import type { Own } from "../data/own.js";
import { DATA_SETS, DRAWN, OWN } from "../data/sets.js";

/** What a link or a saved state lacks, in words; undefined where its points are there. */
export function lackOf(data: string, own: Own | undefined): string | undefined {
  if (data === OWN)
    return own === undefined
      ? "The points were in a file that is not here. Open that file again, or a saved state."
      : undefined;
  if (data === DRAWN || DATA_SETS.some(({ id }) => id === data)) return undefined;
  return `No points here are called “${data.slice(0, 20)}”.`;
}
