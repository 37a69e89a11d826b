import { BLOCK_ROWS } from "../core/blocks.js";
import type { Derived, Rows } from "../core/rows.js";
import type { Crew } from "../data/crew.js";
import { Arriving } from "../data/arriving.js";
import type { Pending, Talk } from "../data/pending.js";
import type { Arguments, Held, Pieces, Stretch } from "../data/pieces.js";
import { inRanges, inSlices, type Task, VALUE_COST } from "../data/sweep.js";
import { CopiedRows } from "../questions/pieces/copied-rows.js";
import { PiecedRows } from "../questions/pieces/pieced-rows.js";
import type { Reference } from "./messages.js";
import { dismiss, hire, type PoolWorker } from "./pool.js";

export { close, dismiss, WorkerLost } from "./pool.js";

/** Bytes of rows that are handed over at once: more of them would hold a page up. */
const SLICE = 2 ** 22;

/** Slices that may be under way to a worker: more take no less time, and more memory. */
const UNDER_WAY = 2;

/**
 * Stretches of about the same length, cut where large subtrees of the tree of blocks end, so that
 * few nodes are sent; fewer than asked for where there are fewer blocks.
 */
export function stretchesOf(n: number, count: number): Stretch[] {
  const blocks = Math.ceil(n / BLOCK_ROWS);
  const pieces = Math.min(count, blocks);
  let grain = 1;
  while (grain * 128 * pieces <= blocks) grain *= 2;
  const cuts = Array.from({ length: pieces + 1 }, (_, i) =>
    i === pieces ? blocks : Math.round((i * blocks) / pieces / grain) * grain,
  );
  return cuts.slice(1).map((end, i) => {
    const first = cuts[i] * BLOCK_ROWS;
    return { first, count: Math.min(end * BLOCK_ROWS, n) - first };
  });
}

let nextNumber = 0;

/** Pieces that are held by workers, one by each. */
class WorkerPieces implements Pieces {
  readonly workers: readonly PoolWorker[];
  readonly stretches: readonly Stretch[];

  constructor(workers: readonly PoolWorker[], stretches: readonly Stretch[]) {
    this.workers = workers;
    this.stretches = stretches;
  }

  /** Whether one of those who hold them is gone. */
  get lost(): boolean {
    return this.workers.some(({ lost }) => lost !== undefined);
  }

  make(kind: string, args: (i: number) => Arguments): WorkerHeld {
    const number = nextNumber++;
    this.workers.forEach((worker, i) => {
      const own = args(i).map(referring);
      const given = own.flatMap((value) => (ArrayBuffer.isView(value) ? [value.buffer] : []));
      worker.tell({ make: kind, as: number, args: own }, given);
    });
    return new WorkerHeld(this.workers, number);
  }

  useMixtures(module: () => WebAssembly.Module | undefined): void {
    for (const worker of this.workers) worker.useMixtures(module);
  }
}

function referring(argument: unknown): unknown {
  return argument instanceof WorkerHeld
    ? ({ held: argument.number } satisfies Reference)
    : argument;
}

/** What workers hold under one number. */
class WorkerHeld implements Held {
  readonly number: number;
  readonly #workers: readonly PoolWorker[];
  /** Numbers of the questions that are under way. */
  readonly #asked = new Set<number>();

  constructor(workers: readonly PoolWorker[], number: number) {
    this.#workers = workers;
    this.number = number;
  }

  ask<Answer>(
    call: string,
    args: (i: number) => Arguments | undefined,
  ): Pending<readonly Answer[]> {
    const answers = this.#workers.map((_, i) => {
      const own = args(i);
      return own === undefined ? undefined : this.askOne(i, call, own);
    });
    return new Arriving(Promise.all(answers as Promise<Answer>[]));
  }

  /** Asks the i-th alone. */
  askOne(
    i: number,
    call: string,
    args: Arguments,
    transfer?: readonly ArrayBufferLike[],
  ): Promise<unknown> {
    const id = nextNumber++;
    this.#asked.add(id);
    const answer = this.#workers[i].ask({ id, on: this.number, call, args }, transfer);
    const done = () => void this.#asked.delete(id);
    answer.then(done, done);
    return answer;
  }

  tell(call: string, ...args: Arguments): void {
    for (const worker of this.#workers) worker.tell({ on: this.number, call, args });
  }

  release(): void {
    for (const worker of this.#workers) {
      worker.forget(this.#asked);
      worker.tell({ release: this.number });
    }
  }
}

/** Rows that workers hold: as long as the rows themselves, or the workers. */
class HandedOver implements Derived {
  readonly pieces: WorkerPieces;
  readonly held: WorkerHeld;

  constructor(pieces: WorkerPieces, held: WorkerHeld) {
    this.pieces = pieces;
    this.held = held;
  }

  release(): void {
    this.held.release();
  }
}

/**
 * Has workers hold rows and their weights, and answer in their place.
 *
 * @param count how many workers
 * @param workerUrl where the user keeps a copy of worker.js
 * @throws Error that says why there is none; whoever had some calls `dismiss` in the end
 */
export function* muster(
  rows: Rows,
  count: number,
  { weights, whole = false }: Task,
  workerUrl: string | URL | undefined,
): Talk<Crew> {
  const hiring = hire(stretchesOf(rows.count, count).length, workerUrl);
  let hired = false;
  try {
    const workers = (yield new Arriving(hiring)) as readonly PoolWorker[];
    const { pieces, held } = yield* handedOver(rows, workers, whole);
    const crew = whole ? new CopiedRows(pieces, held) : new PiecedRows(pieces, rows, held, weights);
    hired = true;
    return crew;
  } finally {
    // Also where nobody waits for them any more.
    if (!hired) hiring.then(dismiss, () => {});
  }
}

/** What these very workers hold of the rows, which is handed over unless it has been. */
function* handedOver(rows: Rows, workers: readonly PoolWorker[], whole: boolean): Talk<HandedOver> {
  const name = `${whole ? "copied to" : "held by"} ${workers.length} workers`;
  const kept = rows.derived(name) as HandedOver | undefined;
  if (kept !== undefined) {
    if (!kept.pieces.lost) return kept;
    rows.drop(name);
  }
  const { dimensions, precision, count } = rows;
  const pieces = new WorkerPieces(
    workers,
    whole ? workers.map(() => ({ first: 0, count })) : stretchesOf(count, workers.length),
  );
  const { stretches } = pieces;
  const held = pieces.make("rows", (i) => [stretches[i].count, dimensions, precision]);
  let complete = false;
  try {
    yield* handOver(rows, held, stretches);
    const kept = rows.keep(name, new HandedOver(pieces, held));
    complete = true;
    return kept;
  } finally {
    if (!complete) held.release();
  }
}

/** Sends rows in slices, to all workers in turn, and waits until they have them. */
function* handOver(rows: Rows, held: WorkerHeld, stretches: readonly Stretch[]): Talk<void> {
  const most = Math.max(Math.floor(SLICE / (rows.dimensions * rows.valueBytes)), 1);
  const sent = stretches.map(() => 0);
  const underWay = stretches.map((): Promise<unknown>[] => []);
  for (let left = true; left;) {
    left = false;
    for (const [i, { first, count }] of stretches.entries()) {
      const from = sent[i];
      const some = Math.min(most, count - from);
      if (some <= 0) continue;
      left = true;
      sent[i] = from + some;
      if (underWay[i].length === UNDER_WAY) yield new Arriving(underWay[i].shift()!);
      let values!: Float64Array | Float32Array;
      const copy = () => {
        values = rows.view(first + from, some).slice();
      };
      yield* inRanges(1, some * rows.dimensions * VALUE_COST, copy, inSlices);
      underWay[i].push(held.askOne(i, "write", [from, values], [values.buffer]));
    }
  }
  yield new Arriving(Promise.all(underWay.flat()));
}
