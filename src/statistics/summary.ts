/** What users see of sums. */
export interface Summary {
  readonly totalWeight: number;
  readonly sizes: number[];
  readonly objective: number;
}
