/**
 * Parts k points of d values into groups of neighbours, none larger than `size`: halved again
 * and again where they spread widest.
 *
 * @param points k × d, row-major
 * @param count groups, at least k / size
 * @returns `count` lists of indices, of which some may be empty
 */
export function groupNeighbours(
  points: readonly number[],
  k: number,
  count: number,
  size: number,
): number[][] {
  const d = points.length / k;
  const part = (indices: number[], groups: number): number[][] => {
    if (groups === 1) return [indices];
    const half = Math.floor(groups / 2);
    const j = widest(points, d, indices);
    indices.sort((a, b) => points[a * d + j] - points[b * d + j] || a - b);
    const fair = Math.round((indices.length * half) / groups);
    const here = Math.min(Math.max(fair, indices.length - (groups - half) * size), half * size);
    return [...part(indices.slice(0, here), half), ...part(indices.slice(here), groups - half)];
  };
  return part(Array.from(Array(k).keys()), count);
}

/** The coordinate in which these points lie farthest apart. */
function widest(points: readonly number[], d: number, indices: readonly number[]): number {
  let widest = 0;
  let most = -1;
  for (let j = 0; j < d; j++) {
    let low = Infinity;
    let high = -Infinity;
    for (const i of indices) {
      low = Math.min(low, points[i * d + j]);
      high = Math.max(high, points[i * d + j]);
    }
    if (high - low > most) {
      most = high - low;
      widest = j;
    }
  }
  return widest;
}
