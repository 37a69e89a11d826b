/**
 * A pass over all rows that can be made in parts. Ranges come in ascending order and begin at
 * multiples of `stride`; memory may grow between one visit and the next.
 */
export interface Sweep<Answer> {
  readonly stride: number;
  /** Takes in `count` rows from `first` on. */
  visit(first: number, count: number): void;
  /** What the rows amount to, once all have been visited. */
  answer(): Answer;
}

/** Makes a sweep over n rows at once. */
export function sweepAtOnce<Answer>(sweep: Sweep<Answer>, n: number): Answer {
  sweep.visit(0, n);
  return sweep.answer();
}
