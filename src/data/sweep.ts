import type { Rows } from "../core/rows.js";
import type { Crew } from "./crew.js";
import { type Asked, Pending, type Talk } from "./pending.js";

/**
 * One way over the rows, in ranges that follow each other from the first row to the last.
 *
 * Nothing of it may depend on where ranges end; and since others may use memory between two of
 * them, no view of it is kept from one to the next.
 */
export interface Sweep<Answer> {
  /** Ranges begin at multiples of this many rows. */
  readonly stride: number;
  /** What a row costs, in multiplications or so: ranges are cut by it. */
  readonly rowCost: number;
  visit(first: number, count: number): void;
  /** What it came to, after the last range. */
  answer(): Answer;
}

/** What others are to hold rows for. */
export interface Task {
  /** One number a row; undefined where each weighs 1. */
  readonly weights?: Float64Array | undefined;
  /** What a row costs in all that will be asked, in multiplications, as far as one can say. */
  readonly rowCost: number;
  /** Whether each of them is to hold all rows, rather than a stretch. */
  readonly whole?: boolean;
}

/** How rows answer: sweeps `count` rows now, or in a while. */
export interface Pace {
  <Answer>(count: number, sweep: Sweep<Answer>): Asked<Answer>;
  /**
   * Has others hold the same rows, who are asked in their place from then on; undefined where there
   * are none.
   */
  readonly muster?: (rows: Rows, task: Task) => Talk<Crew | undefined>;
  /** Why others were asked for and not had; undefined where they were had, or not asked for. */
  readonly refusal?: () => string | undefined;
}

/** All rows at once, in this thread. */
export const atOnce: Pace = (count, sweep) => {
  sweep.visit(0, count);
  return sweep.answer();
};

/** A range at a time, in this thread, whenever somebody asks for the next. */
export const inSlices: Pace = (count, sweep) => new Sweeping(count, sweep, RANGE_COST);

/**
 * The same in longer ranges, some 2 ms each, for a thread where nobody waits for a frame. With short
 * ones E-steps of 1,000,000 × 8, k = 16 took 1.1 times as long.
 */
export const inLongSlices: Pace = (count, sweep) => new Sweeping(count, sweep, 8 * RANGE_COST);

/** What JavaScript takes for a value, in multiplications of a kernel. */
export const VALUE_COST = 8;

/** Visits 0 … n − 1 in ranges, for work that leaves its answer where it came from. */
export function* inRanges(
  n: number,
  rowCost: number,
  visit: (first: number, count: number) => void,
  pace: Pace,
): Talk<void> {
  const visited = pace(n, { stride: 1, rowCost, visit, answer: () => undefined });
  if (visited instanceof Pending) yield visited;
}

/** What a range costs at least: a quarter of a millisecond, beside which the way there is nothing. */
const RANGE_COST = 2 ** 18;

class Sweeping<Answer> extends Pending<Answer> {
  readonly #count: number;
  readonly #sweep: Sweep<Answer>;
  readonly #rows: number;
  #first = 0;

  constructor(count: number, sweep: Sweep<Answer>, rangeCost: number) {
    super();
    const { stride, rowCost } = sweep;
    this.#count = count;
    this.#sweep = sweep;
    this.#rows = Math.max(Math.floor(rangeCost / (rowCost * stride)), 1) * stride;
  }

  advance(): boolean {
    const first = this.#first;
    const rows = Math.min(this.#rows, this.#count - first);
    this.#sweep.visit(first, rows);
    this.#first = first + rows;
    if (this.#first < this.#count) return false;
    return this.arrive(this.#sweep.answer());
  }
}
