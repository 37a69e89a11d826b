/**
 * Fits of tables that other threads, processes or machines hold: what `mixtura-cluster` is made of,
 * for whoever has another way to carry bytes.
 *
 * @module mixtura/shards
 */

export { coreHash } from "./shards/core-hash.js";
export { Shard, type ShardOptions, type ShardSize } from "./shards/shard.js";
export { Shards, type ShardsOptions } from "./shards/shards.js";
export type { ShardTransport } from "./shards/transport.js";
