import { nearest, type Point, squaredDistance } from "./k-means.js";

/** How many rows a round picks for a centroid, and how many rounds there are at least. */
const OVERSAMPLING = 2;
const ROUNDS = 5;

/** A candidate, and Σ w of the points it is nearest to. */
export interface Candidate {
  readonly point: Point;
  readonly weight: number;
}

/**
 * The candidates of k-means|| (Bahmani et al. 2012) as docs/decisions/0028 has it.
 *
 * @param uniform the random number of a row in a sweep, in (0, 1]; sweep 0 picks the first candidate
 */
export function candidatesFor(
  points: readonly Point[],
  k: number,
  uniform: (sweep: number, row: number) => number,
  weights: readonly number[] = points.map(() => 1),
): Candidate[] {
  let total = 0;
  let first = points[0];
  points.forEach((x, row) => {
    total += weights[row];
    if (uniform(0, row) * total <= weights[row]) first = x;
  });
  const candidates = [first];
  for (let round = 1; round <= ROUNDS || candidates.length < k; round++) {
    const masses = points.map(
      (x, row) => weights[row] * squaredDistance(x, candidates[nearest(x, candidates)]),
    );
    const priorities = masses.map((mass, row) => mass / uniform(round, row));
    const apart = Array.from(points.keys()).filter((row) => masses[row] > 0);
    if (apart.length === 0) break;
    const picked = apart
      .toSorted((a, b) => priorities[b] - priorities[a])
      .slice(0, OVERSAMPLING * k)
      .toSorted((a, b) => a - b);
    for (const row of picked) {
      const isNew = !candidates.some((candidate) => squaredDistance(candidate, points[row]) === 0);
      if (isNew) candidates.push(points[row]);
    }
  }
  const sizes = candidates.map(() => 0);
  points.forEach((x, row) => (sizes[nearest(x, candidates)] += weights[row]));
  return candidates.map((point, c) => ({ point, weight: sizes[c] }));
}
