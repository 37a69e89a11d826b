import type { WorkerEvent } from "mixtura-cluster";
import { bytesShown } from "../text/figures.js";
import { counted, oneLine } from "../text/wording.js";

/** Milliseconds in which shards that are taken come together to one line: at first, and at most. */
const FIRST = 1000;
const LONGEST = 60_000;

/** What is held of a run, by shard. */
interface Held {
  readonly rows: Map<number, number>;
  told: number;
  wait: number;
  timer?: NodeJS.Timeout | undefined;
  /** What could not be done, so that nothing is told twice. */
  readonly faults: Set<string>;
}

/** Tells in a few lines what a worker does. */
export class WorkerLog {
  readonly #say: (line: string) => void;
  readonly #runs = new Map<string, Held>();
  #ended = false;

  /** @param say writes a line */
  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  tell(event: WorkerEvent): void {
    // What is cut off then fails, which is no news.
    if (this.#ended) return;
    switch (event.kind) {
      case "ready": {
        const { id, threads, memory } = event;
        const room = `${bytesShown(memory)} for rows`;
        this.#say(`worker ${id} is ready: ${counted(threads, "thread")}, ${room}`);
        break;
      }
      case "shard": {
        const held = this.#of(event.run);
        held.rows.set(event.shard, event.rows);
        held.timer ??= setTimeout(() => this.#tellRows(event.run, held), held.wait).unref();
        break;
      }
      case "fault":
        this.#tellFault(event);
        break;
      case "released":
        this.#release(event.run);
        break;
      case "end":
        for (const [run, held] of this.#runs) this.#tellRows(run, held);
        this.#ended = true;
        this.#say(`ended: ${event.reason}`);
    }
  }

  #of(run: string): Held {
    let held = this.#runs.get(run);
    if (held === undefined) {
      held = { rows: new Map(), told: 0, wait: FIRST, faults: new Set() };
      this.#runs.set(run, held);
    }
    return held;
  }

  #tellRows(run: string, held: Held): void {
    clearTimeout(held.timer);
    held.timer = undefined;
    held.wait = Math.min(2 * held.wait, LONGEST);
    const { size } = held.rows;
    if (size === held.told) return;
    held.told = size;
    const rows = [...held.rows.values()].reduce((sum, count) => sum + count, 0);
    this.#say(`run ${run}: holds ${counted(rows, "row")} in ${counted(size, "shard")}`);
  }

  #tellFault({ run, shard, message }: Extract<WorkerEvent, { kind: "fault" }>): void {
    const { faults } = this.#of(run);
    if (faults.size === faults.add(message).size) return;
    this.#say(`run ${run}: cannot answer for shard ${shard}: ${oneLine(message)}`);
  }

  #release(run: string): void {
    const held = this.#runs.get(run);
    if (held !== undefined) this.#tellRows(run, held);
    this.#runs.delete(run);
    this.#say(`run ${run}: let go of`);
  }
}
