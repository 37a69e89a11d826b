import { Shard, type ShardSize } from "mixtura/shards";
import { checkAllowed, readTable, type Table } from "../table.js";
import type { HeldShard, Threads } from "./threads.js";

/** A run, as a worker knows it. */
export interface KnownRun {
  readonly plan: Uint8Array;
  readonly table: Table;
  readonly sizes: readonly ShardSize[];
  /** When it was asked last. */
  used: number;
}

/** A shard, and which question it was asked last. */
interface Holding {
  readonly run: string;
  readonly index: number;
  readonly bytes: number;
  readonly shard: Promise<HeldShard>;
  asked: number;
}

/** Questions that others are asked about a shard before it is let go of here. */
const UNASKED = 3;

/** What questions need beside the rows: labels, bounds and sorted copies, at most about as much again. */
const BESIDE = 2;

/** The shards that a worker holds: as many as it has memory for. */
export class Holdings {
  readonly #threads: Threads;
  readonly #allowed: readonly string[];
  readonly #memory: number;
  readonly #runs = new Map<string, KnownRun>();
  readonly #shards = new Map<string, Holding>();

  /**
   * @param allowed folders and URLs that tables may be read from
   * @param memory bytes of shards that are held at most
   */
  constructor(threads: Threads, allowed: readonly string[], memory: number) {
    this.#threads = threads;
    this.#allowed = allowed;
    this.#memory = memory;
  }

  /** Bytes that the shards are counted as. */
  get bytes(): number {
    return [...this.#shards.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** The runs of which there are shards or plans. */
  get runs(): string[] {
    return [...this.#runs.keys()];
  }

  /** Milliseconds since a run was asked anything. */
  unusedFor(run: string): number {
    return performance.now() - (this.#runs.get(run)?.used ?? 0);
  }

  knows(run: string): boolean {
    return this.#runs.has(run);
  }

  /** @throws TypeError, RangeError or Error where the run is not one that this worker takes part in */
  async know(run: string, plan: Uint8Array, table: string): Promise<void> {
    const known = readTable(table);
    await checkAllowed(known, this.#allowed);
    // Of another release or another core it is refused here.
    const sizes = Shard.sizes(plan);
    this.#runs.set(run, { plan, table: known, sizes, used: performance.now() });
  }

  /** The shards of a run that are held. */
  shardsOf(run: string): number[] {
    const own = [...this.#shards.values()].filter((holding) => holding.run === run);
    return own.map(({ index }) => index);
  }

  /**
   * A shard, which is loaded unless it is held.
   *
   * @param question the number of the question it is wanted for
   * @param loaded told how many rows it has, where it was loaded
   */
  async shard(
    run: string,
    index: number,
    question: number,
    loaded: (rows: number) => void,
  ): Promise<HeldShard> {
    const key = `${run}:${index}`;
    const known = this.#runs.get(run)!;
    known.used = performance.now();
    const held = this.#shards.get(key);
    if (held !== undefined) {
      held.asked = question;
      const found = await held.shard;
      if (!found.isLost) return found;
      // With its thread: another one loads it.
      if (this.#shards.get(key) === held) this.#shards.delete(key);
      return await this.shard(run, index, question, loaded);
    }
    const { plan, table, sizes } = known;
    if (index >= sizes.length)
      throw new Error(`run ${run} has ${sizes.length} shards, not ${index + 1}`);
    const bytes = BESIDE * sizes[index].bytes;
    if (this.bytes + bytes > this.#memory) {
      throw new NoRoom(
        `no room for a shard of ${shownBytes(bytes)} beside ${shownBytes(this.bytes)}: ` +
          `the worker has ${shownBytes(this.#memory)} (--memory)`,
      );
    }
    const shard = this.#threads.open(table, plan, index);
    this.#shards.set(key, { run, index, bytes, shard, asked: question });
    let found: HeldShard;
    try {
      found = await shard;
    } catch (error) {
      this.#shards.delete(key);
      throw error;
    }
    loaded(found.count);
    return found;
  }

  /** Lets go of shards that others are asked about now. */
  dropUnasked(): void {
    for (const run of this.#runs.keys()) {
      const own = [...this.#shards.values()].filter((holding) => holding.run === run);
      const latest = own.reduce((most, { asked }) => Math.max(most, asked), 0);
      for (const holding of own) if (holding.asked + UNASKED <= latest) this.#drop(holding);
    }
  }

  /** Lets go of a run. */
  forget(run: string): void {
    for (const holding of this.#shards.values()) if (holding.run === run) this.#drop(holding);
    this.#runs.delete(run);
  }

  #drop({ run, index, shard }: Holding): void {
    this.#shards.delete(`${run}:${index}`);
    // One that failed has nothing to give back.
    shard.then(
      (found) => found.release(),
      () => {},
    );
  }
}

/** That a worker has no memory for a shard: another may have. */
export class NoRoom extends Error {}

export function shownBytes(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`;
}
