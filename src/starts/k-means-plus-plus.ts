import { answerTo, Pending, type Talk } from "../data/pending.js";
import type { Random } from "../random.js";
import type { Seeding } from "../questions/seeding.js";

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007): each next centroid is the
 * best of eight rows drawn in proportion to their squared distance from the
 * nearest centroid so far. Once every row coincides with a centroid, the rest
 * are drawn from all rows alike.
 *
 * @returns k × d centroids, row-major
 */
export function* kMeansPlusPlus(seeding: Seeding, k: number, random: Random): Talk<number[]> {
  const { candidates } = seeding;
  const chosen = [yield* answerTo(seeding.drawAlike(random.uniform()))];
  let apart = k > 1 && (yield* answerTo(seeding.begin(chosen[0])));
  while (chosen.length < k) {
    if (!apart) {
      chosen.push(yield* answerTo(seeding.drawAlike(random.uniform())));
      continue;
    }
    const shares: number[] = [];
    while (shares.length < candidates) shares.push(random.uniform());
    const asking = seeding.draw(shares);
    const drawn = asking instanceof Pending ? ((yield asking) as number[]) : asking;
    for (let c = 0; c < candidates; c++) seeding.propose(c, drawn[c]);
    const asked = seeding.best();
    const best = asked instanceof Pending ? ((yield asked) as number) : asked;
    chosen.push(drawn[best]);
    if (chosen.length === k && !seeding.labels) break;
    const left = seeding.choose(best, chosen.length - 1);
    apart = left instanceof Pending ? ((yield left) as boolean) : left;
  }
  return yield* rowsOf(seeding, chosen);
}

/**
 * k different observed rows, drawn without replacement in proportion to their
 * weights: the start of MacKay (2003), section 20.1.
 *
 * @returns k × d centroids, row-major
 */
export function* sampleRows(seeding: Seeding, k: number, random: Random): Talk<number[]> {
  yield* answerTo(seeding.alike());
  const chosen: number[] = [];
  while (chosen.length < k) {
    const [row] = yield* answerTo(seeding.draw([random.uniform()]));
    chosen.push(row);
    const excluded = seeding.exclude(row);
    if (excluded instanceof Pending) yield excluded;
  }
  return yield* rowsOf(seeding, chosen);
}

/** Rows one after the other. */
function* rowsOf(seeding: Seeding, chosen: readonly number[]): Talk<number[]> {
  const asked = seeding.rows(chosen);
  const values = asked instanceof Pending ? ((yield asked) as Float64Array) : asked;
  const all: number[] = [];
  // Not Array.from, which asks an iterator for each.
  for (let i = 0; i < values.length; i++) all.push(values[i]);
  return all;
}
