import { distance } from "fastest-levenshtein";

/** The candidate that a name is short for, or most likely a mistyped form of, if there is one. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const longer = candidates.find((candidate) => candidate.toLowerCase().startsWith(wanted));
  if (longer !== undefined) return longer;
  let best: string | undefined;
  let fewest = Math.ceil(name.length * 0.4) + 1;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}
