import type { Grid } from "./scores.js";

/**
 * The lines on which two clusters answer equally well, as an SVG path: marching squares over the
 * lead of each cluster over the best of the others, cut where it is 0.
 */
export function bordersOf({ columns, rows, step, k, scores }: Grid, hard: boolean): string {
  if (k < 2) return "";
  const leaders = leadersOf(scores, k, hard ? 0 : SAME);
  const best = new Int32Array(columns * rows);
  const size = columns * rows;
  for (let i = 0, at = 0; i < size; i++, at += k) {
    let first = 0;
    for (let c = 1; c < k; c++) if (scores[at + c] > scores[at + first]) first = c;
    best[i] = leaders[first];
  }
  /** How far cluster a is before cluster b at a position. */
  const lead = (i: number, a: number, b: number) => scores[i * k + a] - scores[i * k + b];
  /** Where on the way from one position to the next the better of the two changes. */
  const cut = (from: number, to: number): number | undefined => {
    const [a, b] = [best[from], best[to]];
    if (a === b) return undefined;
    const [here, there] = [lead(from, a, b), lead(to, a, b)];
    const along = here / (here - there);
    return Number.isFinite(along) ? along : 0.5;
  };
  const pieces: string[] = [];
  const put = (points: readonly (readonly [number, number])[]) =>
    pieces.push(
      points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(""),
    );
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const i = row * columns + column;
      const [top, bottom] = [cut(i, i + 1), cut(i + columns, i + columns + 1)];
      const [left, right] = [cut(i, i + columns), cut(i + 1, i + columns + 1)];
      const cuts: [number, number][] = [];
      if (top !== undefined) cuts.push([column + top, row]);
      if (right !== undefined) cuts.push([column + 1, row + right]);
      if (bottom !== undefined) cuts.push([column + bottom, row + 1]);
      if (left !== undefined) cuts.push([column, row + left]);
      const ends = cuts.map(([x, y]) => [x * step, y * step] as const);
      if (ends.length === 2) put(ends);
      // Three clusters meet within the cell: lines go to its middle.
      else if (ends.length > 2) {
        const middle = [0, 1].map(
          (axis) => ends.reduce((sum, end) => sum + end[axis], 0) / ends.length,
        );
        for (const end of ends) put([end, [middle[0], middle[1]]]);
      }
    }
  }
  return pieces.join("");
}

/** Logarithms of shares that differ by less say that two clusters coincide. */
const SAME = 0.01;

/** To each cluster the first that answers as it does everywhere. */
function leadersOf(scores: Float64Array, k: number, same: number): number[] {
  const alike = (a: number, b: number) => {
    for (let at = 0; at < scores.length; at += k)
      if (Math.abs(scores[at + a] - scores[at + b]) > same) return false;
    return true;
  };
  return Array.from({ length: k }, (_, c) => {
    for (let other = 0; other < c; other++) if (alike(other, c)) return other;
    return c;
  });
}
