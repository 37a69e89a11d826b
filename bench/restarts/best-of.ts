/** What is known of one fit that starts once. */
export interface Single {
  /** How much worse than the best known; 0 is the best. */
  readonly excess: number;
  /** Agreement with the known classes, where there are any. */
  readonly agreement: number | undefined;
}

/** What is to be expected of the best of so many fits. */
export interface BestOf {
  readonly restarts: number;
  /** How often it is within reach of the best known. */
  readonly within: number;
  readonly median: number;
  readonly percentile95: number;
  readonly agreement: number | undefined;
}

/**
 * The best of m fits drawn without replacement from those that were made. Restarts draw from
 * streams of their own, so that any m single fits are one with m restarts; all sets of m count,
 * which says more than so many fits with m restarts would.
 */
export function bestOf(singles: readonly Single[], restarts: number, reach: number): BestOf {
  const sorted = singles.toSorted((a, b) => a.excess - b.excess);
  const shares = ranks(sorted.length, restarts);
  const mean = (value: (single: Single) => number) =>
    sorted.reduce((sum, single, i) => sum + shares[i] * value(single), 0);
  const quantile = (share: number) => {
    let sum = 0;
    return sorted.find((_, i) => (sum += shares[i]) >= share - 1e-9)!.excess;
  };
  return {
    restarts,
    within: mean(({ excess }) => (excess <= reach ? 1 : 0)),
    median: quantile(0.5),
    percentile95: quantile(0.95),
    agreement: sorted[0].agreement === undefined ? undefined : mean((single) => single.agreement!),
  };
}

/** How likely each of n ranks is the best of m different ones: C(n − 1 − i, m − 1) / C(n, m). */
function ranks(n: number, m: number): number[] {
  const shares = [m / n];
  for (let i = 1; i < n; i++) shares.push((shares[i - 1] * Math.max(0, n - i - m + 1)) / (n - i));
  return shares;
}
