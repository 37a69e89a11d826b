import { uniforms } from "../../test/data.js";

export interface Problem {
  readonly name: string;
  readonly points: number[][];
  readonly k: number;
  /** k different observed rows. */
  readonly start: number[][];
}

/** Points around k centres, overlapping enough that ten iterations are not too many. */
function blobs(n: number, d: number, k: number): number[][] {
  const uniform = uniforms(n + d + k);
  const centres = Array.from({ length: k }, () => Array.from({ length: d }, () => 4 * uniform()));
  const noise = () => uniform() + uniform() + uniform() - 1.5;
  return Array.from({ length: n }, (_, i) => centres[i % k].map((m) => m + noise()));
}

function problem(n: number, d: number, k: number): Problem {
  const points = blobs(n, d, k);
  const uniform = uniforms(k);
  const chosen = new Set<number>();
  while (chosen.size < k) chosen.add(Math.floor(uniform() * n));
  const name = `${n.toLocaleString("en")} × ${d}, k = ${k}`;
  return { name, points, k, start: Array.from(chosen, (row) => points[row]) };
}

const SHAPES = [
  [150, 4, 3],
  [1000, 2, 4],
  [10_000, 2, 4],
  [10_000, 8, 16],
  [10_000, 64, 10],
  [100_000, 2, 4],
  [100_000, 2, 16],
  [100_000, 3, 16],
  [100_000, 8, 16],
  [50_000, 16, 64],
] as const;

/** The problems of the race; `quick` leaves out those that take long. */
export function problems(quick: boolean): Problem[] {
  return SHAPES.filter(([n, d, k]) => !quick || n * d * k <= 100_000).map(([n, d, k]) =>
    problem(n, d, k),
  );
}
