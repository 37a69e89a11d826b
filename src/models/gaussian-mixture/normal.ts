import type { Random } from "../../random.js";
import { logarithms } from "../../core/logarithms.js";

/** How many pairs are drawn at a time. */
const PAIRS = 2048;

/**
 * Standard normal numbers, by the polar method (Marsaglia & Bray 1964): the same bits on
 * every engine, since it asks for nothing but products, a root and the core's logarithm.
 */
export function normals(random: Random, count: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let first = 0; first < count; first += 2 * PAIRS) {
    const pairs = Math.min(PAIRS, Math.ceil((count - first) / 2));
    const points: number[][] = [];
    const squares: number[] = [];
    while (points.length < pairs) {
      const u = 2 * random.uniform() - 1;
      const v = 2 * random.uniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      points.push([u, v]);
      squares.push(square);
    }
    const logs = logarithms(squares);
    points.forEach(([u, v], i) => {
      const radius = Math.sqrt((-2 * logs[i]) / squares[i]);
      numbers[first + 2 * i] = u * radius;
      // A typed array drops what lies beyond its end: the second of the last pair, if odd.
      numbers[first + 2 * i + 1] = v * radius;
    });
  }
  return numbers;
}
