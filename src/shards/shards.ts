import { checkInteger, show, typeError } from "../check.js";
import { Arriving } from "../data/arriving.js";
import type { Talk } from "../data/pending.js";
import type { StreamCrew } from "../streams/crew.js";
import type { PagedRows } from "../streams/paged-rows.js";
import {
  type HeldShards,
  makeHolders,
  type Preparing,
  type ShardHolders,
} from "../streams/shard-holders.js";
import { ShardCrew } from "./crew.js";
import { type Plan, shardsOf, writePlan } from "./plan.js";
import type { ShardTransport } from "./transport.js";

/** How rows are cut into shards. */
export interface ShardsOptions {
  /** How many, 1 to 65,536; fewer where there are not as many blocks of 2,048 rows. Default: 16. */
  readonly count?: number | undefined;
}

/**
 * Shards of a table that others hold: other threads, processes or machines. The fit runs here, and
 * asks them at every iteration, by whatever carries bytes to them. The answer is the same, to the
 * bit, however rows are cut and whoever holds them.
 *
 * @example
 * const source = { dimensions: 1, open: () => [new Float64Array([1, 2, 10, 11])] };
 * let shard;
 * const shards = new Shards({
 *   open: async (plan) => {
 *     shard = await Shard.open(plan, 0, source);
 *   },
 *   ask: async (question) => [await shard.answer(question)],
 * });
 * (await KMeans.fitStream(source, { k: 2, shards })).sizes; // [2, 2]
 */
export class Shards implements HeldShards {
  /** How many there are at most. */
  readonly count: number;

  /**
   * @param transport how questions reach whoever holds the shards
   * @throws TypeError or RangeError for a transport or a count that is none
   */
  constructor(transport: ShardTransport, options: ShardsOptions = {}) {
    for (const name of ["open", "ask"] as const) {
      if (typeof (transport as Partial<ShardTransport> | null)?.[name] === "function") continue;
      throw typeError("transport", "{ open, ask }, both functions", show(transport));
    }
    const { count = 16 } = options;
    this.count = checkInteger("count", count, 1, 2 ** 16);
    makeHolders(this, new TransportedShards(transport, this.count));
  }
}

/** Shards that a transport reaches. */
class TransportedShards implements ShardHolders {
  readonly #transport: ShardTransport;
  readonly #count: number;

  constructor(transport: ShardTransport, count: number) {
    this.#transport = transport;
    this.#count = count;
  }

  *hold(rows: PagedRows, preparing: Preparing): Talk<StreamCrew> {
    const { dimensions, precision: to, pages } = rows;
    const plan: Plan = {
      ...preparing,
      ...{ dimensions, from: pages.precision, to, magnitude: rows.largestMagnitude() },
      ...{ pageRows: pages.rows, pages: pages.marks, shards: shardsOf(pages.length, this.#count) },
    };
    const opened = this.#transport.open(writePlan(plan), plan.shards.length);
    yield new Arriving(Promise.resolve(opened));
    return new ShardCrew(rows, plan, this.#transport);
  }
}
