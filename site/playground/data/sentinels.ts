/** Numbers that may stand for missing values, and would draw a cluster to themselves. */
export interface Sentinel {
  readonly value: number;
  readonly rows: number;
}

/** So many other values are needed to tell how far apart they are. */
const FEWEST = 4;

/**
 * Marks at the ends of a column, each farther from its nearest other value than those are from each
 * other. Where both ends are marks, neither counts among the values of the other.
 */
export function sentinelsIn(values: Float64Array): Sentinel[] {
  // Spares nearly all columns the sorting.
  const ends = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
  if (!ends.some(isMark)) return [];
  const found: Sentinel[] = [];
  let rest = Float64Array.from(values).sort();
  for (;;) {
    const marks = [...new Set([rest[0], rest[rest.length - 1]])].filter(isMark);
    const others = rest.filter((value) => !marks.includes(value));
    if (marks.length === 0 || others.length < FEWEST) return found;
    const [least, most] = [others[0], others[others.length - 1]];
    const far = marks.filter((mark) => {
      const gap = mark < least ? least - mark : mark - most;
      return most > least && gap > most - least;
    });
    if (far.length === 0) return found;
    for (const value of far)
      found.push({ value, rows: rest.reduce((sum, one) => sum + Number(one === value), 0) });
    rest = rest.filter((value) => !far.includes(value));
  }
}

/** Nines alone, as -9999, 999 and 99.9, or so large that hardly anything is measured in it. */
function isMark(value: number): boolean {
  const size = Math.abs(value);
  return size >= 1e30 || (size >= 99 && /^9+(?:\.9+)?$/.test(String(size)));
}
