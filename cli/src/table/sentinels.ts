/** Numbers that may stand for missing values, and would draw a cluster to themselves. */
export interface Sentinel {
  readonly value: number;
  readonly rows: number;
}

/** So many other values are needed to tell how far apart they are. */
const fewest = 4;

/**
 * Marks at the ends of a column, each farther from its nearest other value than those are from each
 * other. Where both ends are marks, neither counts among the values of the other.
 */
export function sentinelsIn(values: Float64Array): Sentinel[] {
  if (!hasMarkAtAnEnd(values)) return [];
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const found: Sentinel[] = [];
  let start = 0;
  let end = sorted.length;
  for (;;) {
    const least = sorted[start];
    const greatest = sorted[end - 1];
    let from = start;
    let to = end;
    if (isMark(least)) while (from < end && sorted[from] === least) from++;
    if (isMark(greatest)) while (to > from && sorted[to - 1] === greatest) to--;
    // From values that are few or all alike any other one may be far away.
    const spread = to - from < fewest ? 0 : sorted[to - 1] - sorted[from];
    const far = (gap: number) => spread > 0 && gap > spread;
    const atStart = from > start && far(sorted[from] - least);
    const atEnd = to < end && far(greatest - sorted[to - 1]);
    if (atStart) found.push({ value: least, rows: from - start });
    if (atEnd) found.push({ value: greatest, rows: end - to });
    if (!atStart && !atEnd) return found;
    if (atStart) start = from;
    if (atEnd) end = to;
  }
}

/** Spares nearly all columns the sorting. */
function hasMarkAtAnEnd(values: Float64Array): boolean {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least < greatest && (isMark(least) || isMark(greatest));
}

/** Nines alone, as -9999, 999 and 99.9, or so large that hardly anything is measured in it. */
function isMark(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e30 || (size >= 99 && /^9+(?:\.9+)?$/.test(String(size)));
}
