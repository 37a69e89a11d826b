/** Where shards are: the number of the worker that holds each; undefined where nobody does. */
export type Places = (string | undefined)[];

/** A worker, as far as shards are dealt by it. */
export interface Home {
  readonly id: string;
  readonly threads: number;
}

/**
 * Deals shards to those who are there: each to whoever has least for its threads, and as few as can be
 * move. Neighbours go together, for they are neighbours on disk.
 *
 * @param places where they were
 * @param refused whether a worker cannot have a shard
 */
export function placed(
  places: Readonly<Places>,
  homes: readonly Home[],
  refused: (id: string, shard: number) => boolean = () => false,
): Places {
  const total = homes.reduce((sum, { threads }) => sum + threads, 0);
  const shares = new Map<string, number>();
  // Parts of a shard add up to whole ones.
  let before = 0;
  let dealt = 0;
  for (const { id, threads } of homes) {
    before += threads;
    const until = Math.round((places.length * before) / total);
    shares.set(id, until - dealt);
    dealt = until;
  }
  const left = new Map(shares);
  const next: Places = places.map((id, shard) => {
    if (id === undefined || refused(id, shard) || (left.get(id) ?? 0) === 0) return undefined;
    left.set(id, left.get(id)! - 1);
    return id;
  });
  next.forEach((id, shard) => {
    if (id !== undefined) return;
    const able = homes.filter((home) => !refused(home.id, shard));
    // In their order, so that neighbours come together; whoever can has more than its share where
    // nobody else can.
    const most =
      able.find((home) => left.get(home.id)! > 0) ??
      able.reduce<Home | undefined>(
        (best, home) =>
          best === undefined || left.get(home.id)! > left.get(best.id)! ? home : best,
        undefined,
      );
    if (most === undefined) return;
    left.set(most.id, left.get(most.id)! - 1);
    next[shard] = most.id;
  });
  return next;
}
