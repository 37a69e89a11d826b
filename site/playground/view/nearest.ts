/** Points by where they are on the page, in pixels. */
export interface Placed {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The point nearest to a position, if it is near enough. */
export function nearest({ x, y }: Placed, toX: number, toY: number, within: number) {
  let [best, least] = [-1, within * within];
  for (let i = 0; i < x.length; i++) {
    const square = (x[i] - toX) ** 2 + (y[i] - toY) ** 2;
    if (square <= least) [best, least] = [i, square];
  }
  return best < 0 ? undefined : best;
}

/** The next point in a direction: near, and not far off to the side. */
export function neighbour({ x, y }: Placed, from: number, dx: number, dy: number): number {
  let [best, least] = [from, Infinity];
  for (let i = 0; i < x.length; i++) {
    const along = (x[i] - x[from]) * dx + (y[i] - y[from]) * dy;
    const aside = Math.abs((x[i] - x[from]) * dy) + Math.abs((y[i] - y[from]) * dx);
    // Two points in one pixel would hold each other for ever.
    if (along < 1 || aside > 2 * along) continue;
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [i, cost];
  }
  return best;
}
