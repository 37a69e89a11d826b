/** Two words that the random numbers of all rows follow from, in one sweep. */
export type Key = readonly [number, number];

/** A row that was met, and how soon it is picked: the largest first. */
export interface Met {
  readonly priority: number;
  readonly row: number;
  readonly values: readonly number[];
}
