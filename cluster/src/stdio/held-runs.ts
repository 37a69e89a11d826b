import { createHash } from "node:crypto";
import { Holdings } from "../worker/holdings.js";
import type { Threads } from "../worker/threads.js";
import type { Head } from "./frames.js";
import type { Order } from "./heads.js";

/** That a run is not known here, or not any more: whoever asks opens it again. */
export class NotHeld extends Error {}

interface HeldRun {
  /** Of its plan and its table. */
  readonly hash: string;
  readonly ready: Promise<void>;
  /** What is done for it now. */
  readonly underWay: Set<Promise<unknown>>;
}

/** What was done: bytes, and what is said beside them. */
interface Done {
  readonly about: Head;
  readonly bytes?: Uint8Array;
}

/** The runs of which shards are held, and what is done with them. */
export class HeldRuns {
  readonly #holdings: Holdings;
  readonly #runs = new Map<string, HeldRun>();
  /** Runs that are let go of as soon as what is under way for them is done. */
  readonly #releasing = new Map<string, Promise<void>>();

  /**
   * @param allowed folders and URLs that tables may be read from
   * @param memory bytes of shards that are held at most
   */
  constructor(threads: Threads, allowed: readonly string[], memory: number) {
    this.#holdings = new Holdings(threads, allowed, memory);
  }

  /**
   * Does what a frame says.
   *
   * @param bytes a plan, or a question
   * @throws NotHeld where it is about a run that is not known here
   * @throws TypeError, RangeError or Error where it cannot be done, in words that name it
   */
  async obey(order: Order, bytes: Uint8Array): Promise<Done> {
    if (order.do === "release") return await this.#release(order.run);
    const run = order.do === "open" ? this.#know(order, bytes) : this.#runs.get(order.run);
    if (run === undefined) throw new NotHeld(`run ${order.run} is not known here: open it`);
    const doing = this.#done(order, run, bytes);
    run.underWay.add(doing);
    try {
      return await doing;
    } finally {
      run.underWay.delete(doing);
      // Memory is given back where nobody is using it.
      if ([...this.#runs.values()].every(({ underWay }) => underWay.size === 0)) {
        this.#holdings.dropUnasked();
      }
    }
  }

  async #done(
    order: Exclude<Order, { do: "release" }>,
    { ready }: HeldRun,
    bytes: Uint8Array,
  ): Promise<Done> {
    await ready;
    const shard = await this.#holdings.shard(order.run, order.shard, order.question, () => {});
    if (order.do === "open") return { about: { rows: shard.count } };
    return { about: {}, bytes: await shard.answer(bytes) };
  }

  #know({ run, table }: Order & { do: "open" }, plan: Uint8Array): HeldRun {
    const text = JSON.stringify(table ?? null);
    const hash = createHash("sha256").update(text).update("\0").update(plan).digest("hex");
    const known = this.#runs.get(run);
    if (known?.hash === hash) return known;
    if (known !== undefined) {
      throw new Error(`run ${run} is known here with another plan or table: release it first`);
    }
    const free = this.#releasing.get(run) ?? Promise.resolve();
    const ready = free.then(() => this.#holdings.know(run, plan, text));
    const held = { hash, ready, underWay: new Set<Promise<unknown>>() };
    this.#runs.set(run, held);
    ready.catch(() => {
      if (this.#runs.get(run) === held) this.#runs.delete(run);
    });
    return held;
  }

  /** Once all that is under way for the run is done: a thread must not lose rows as it reads them. */
  async #release(run: string): Promise<Done> {
    const held = this.#runs.get(run);
    if (held !== undefined) {
      this.#runs.delete(run);
      const releasing = Promise.allSettled([held.ready, ...held.underWay]).then(() => {
        this.#holdings.forget(run);
        this.#releasing.delete(run);
      });
      this.#releasing.set(run, releasing);
    }
    await this.#releasing.get(run);
    return { about: {} };
  }
}
