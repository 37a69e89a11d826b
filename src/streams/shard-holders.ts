import type { Talk } from "../data/pending.js";
import type { Standardization } from "../types.js";
import type { StreamCrew } from "./crew.js";
import type { PagedRows } from "./paged-rows.js";

/** How rows of a source become rows as a model sees them. */
export interface Preparing {
  /** Whether rows have weights of their own. */
  readonly weighted: boolean;
  /** What weights are divided by. */
  readonly unit: number;
  /** What every column is centred and scaled by; undefined where they stay as they are. */
  readonly standardization: Standardization | undefined;
  /** Whether every row is then scaled to length 1. */
  readonly unitLength: boolean;
}

/** Others who hold the rows of a stream, each some of its pages, and answer in its place. */
export interface ShardHolders {
  /** Has them hold the rows, and says who asks them. */
  hold(rows: PagedRows, preparing: Preparing): Talk<StreamCrew>;
}

/** Shards as users have them: what is behind them is of no interest to types. */
export interface HeldShards {
  /** How many shards there are to be at least, where the rows are enough: pages are cut by it. */
  readonly count: number;
}

/** Those of this copy of the library alone: what another makes has memory of its own, and must not be mixed with this. */
const holders = new WeakMap<object, ShardHolders>();

export function makeHolders(shards: HeldShards, own: ShardHolders): void {
  holders.set(shards, own);
}

/** @returns undefined where this copy of the library did not make them */
export function holdersOf(shards: HeldShards): ShardHolders | undefined {
  return holders.get(shards);
}
