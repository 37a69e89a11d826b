/**
 * How questions reach the shards: bytes to all of them, bytes back from each. Whatever carries
 * them, whoever loses some on the way asks again: a shard gives the same answer to the same question.
 */
export interface ShardTransport {
  /**
   * Told once, before the first question, how rows are cut: bytes for {@link Shard.open}, wherever the
   * shards are to be.
   *
   * @param shards how many there are
   */
  open(plan: Uint8Array, shards: number): Promise<void> | void;
  /** Asks all shards; their answers, in their order. */
  ask(question: Uint8Array): Promise<readonly Uint8Array[]>;
}
