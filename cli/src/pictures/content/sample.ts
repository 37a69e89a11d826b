import { GaussianMixture } from "mixtura";

/** More are neither seen nor quickly drawn. */
export const MOST_POINTS = 5000;

/**
 * Rows to draw, in an order of chance, so that none covers others by where it stands in the file.
 *
 * @param count how many rows there are
 * @returns indices of the rows, at most `MOST_POINTS`
 */
export function sampledRows(count: number, seed: number): number[] {
  // Rows by the size of a random number each are rows shuffled.
  const line = GaussianMixture.from({ weights: [1], means: [0], covariances: [1] });
  const keys = line.sample(count, { seed }).points;
  const last = keys.toSorted()[Math.min(count, MOST_POINTS) - 1];
  const rows: number[] = [];
  keys.forEach((key, row) => {
    if (key <= last) rows.push(row);
  });
  return rows.sort((a, b) => keys[a] - keys[b]);
}
