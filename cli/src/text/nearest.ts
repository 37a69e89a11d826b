// The library and the parser of arguments have their own, but not at their public doors.

/** The candidate that a name is short for, or most likely a mistyped form of, if there is one. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const longer = candidates.find((candidate) => candidate.toLowerCase().startsWith(wanted));
  if (longer !== undefined) return longer;
  let best: string | undefined;
  let fewest = Math.ceil(name.length * 0.4) + 1;
  for (const candidate of candidates) {
    const edits = editDistance(wanted, candidate.toLowerCase());
    if (edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** Levenshtein's distance, one row of the matrix at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replace, above[j] + 1, row[j - 1] + 1));
    }
  }
  return row[b.length];
}
