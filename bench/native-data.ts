import { uniforms } from "../test/data.js";

/** How the data of a problem lies. */
export type Kind = "blobs" | "noise";

/** One table of numbers, and the observed rows that fits start from. */
export interface Table {
  readonly kind: Kind;
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly rows: readonly number[];
}

/** n points: uniform noise in a cube, or around k centres drawn from a cube of side 10. */
export function table(kind: Kind, n: number, d: number, k: number): Table {
  const uniform = uniforms(n + 31 * d + 7 * k);
  const centres = new Float64Array(k * d).map(() => 10 * uniform());
  // A sum of twelve is near enough to a Gaussian of variance 1.
  const noise = () => Array.from({ length: 12 }, uniform).reduce((a, b) => a + b) - 6;
  const data = new Float64Array(n * d).map((_, i) => {
    const centre = Math.floor(i / d) % k;
    return kind === "noise" ? uniform() : centres[centre * d + (i % d)] + noise();
  });
  const rows = new Set<number>();
  while (rows.size < k) rows.add(Math.floor(uniform() * n));
  return { kind, data, n, d, k, rows: [...rows] };
}

const K_MEANS = [
  [100_000, 2, 4],
  [100_000, 2, 16],
  [100_000, 8, 16],
  [100_000, 16, 64],
  [50_000, 64, 64],
  [50_000, 128, 256],
] as const;

const MIXTURES = [
  [100_000, 2, 4],
  [100_000, 8, 8],
  [100_000, 16, 16],
  [20_000, 64, 16],
] as const;

/** Shapes n × d, k of the grid; `quick` makes them small. */
export function shapes(of: "k-means" | "mixtures", quick: boolean): [number, number, number][] {
  const all = (of === "k-means" ? K_MEANS : MIXTURES).map(([n, d, k]) => [n, d, k] as const);
  return quick ? [[2000, all[0][1], all[0][2]]] : all.map(([n, d, k]) => [n, d, k]);
}
