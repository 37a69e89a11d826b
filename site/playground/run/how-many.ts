import { GaussianMixture, KMeans, Points, selectKAsync, SoftKMeans } from "mixtura";
import type { Table } from "../data/table.js";
import type { Problem } from "./problem.js";

/** What a criterion says of the fit for one k. */
export interface Choice {
  readonly k: number;
  /** undefined where there is none, as for a single cluster. */
  readonly value: number | undefined;
  /** Whether the verdict leaves it out: clusters of it have collapsed, or are empty. */
  readonly out: boolean;
}

/** One fit for each k, and what the criterion says of it. */
export interface Choices {
  readonly criterion: "BIC" | "Silhouette";
  readonly better: "lower" | "higher";
  readonly values: readonly Choice[];
  readonly best: number;
  /** How many rows were fitted, and of how many. */
  readonly rows: number;
  readonly of: number;
}

const MOST = 10;
/** Rows that are enough to tell k, and few enough for a fit of each. */
const ROWS = 2000;
const RESTARTS = 3;

interface Row {
  readonly k: number;
  readonly passedOver?: string;
  readonly bic?: number;
  readonly silhouette?: number;
}

/** Fits every k to a part of the points, and compares. Starts by hand suit one k alone. */
export async function howMany(problem: Problem, signal: AbortSignal): Promise<Choices> {
  const { kind, table, options } = problem;
  const part = sampleOf(table, ROWS, options.seed);
  const points = Points.from({ data: part.values, shape: [part.count, part.columns.length] });
  const ks = Array.from({ length: Math.min(MOST, part.count) }, (_, i) => i + 1);
  const asked = { ...options, start: undefined, k: ks, restarts: RESTARTS, signal };
  try {
    // The three classes have one shape, which their types do not say.
    const model = { hard: KMeans, soft: SoftKMeans, gaussian: GaussianMixture }[kind];
    const selected = await selectKAsync(model as typeof KMeans, points, asked as never);
    const values = (selected.table as readonly Row[]).map((row) => ({
      k: row.k,
      value: row.bic ?? (row.k === 1 ? undefined : row.silhouette),
      out: row.passedOver !== undefined,
    }));
    const { k: best } = selected.best as { readonly k: number };
    const found = { values, best, rows: part.count, of: table.count };
    return kind === "gaussian"
      ? { criterion: "BIC", better: "lower", ...found }
      : { criterion: "Silhouette", better: "higher", ...found };
  } finally {
    points.dispose();
  }
}

/** So many rows at random, in their order: rows at even distances would fall in with what repeats. */
export function sampleOf(table: Table, most: number, seed: number): Table {
  const { columns, values, count } = table;
  if (count <= most) return table;
  const d = columns.length;
  const random = randomFrom(seed);
  const part = new Float64Array(most * d);
  // Knuth's selection sampling.
  for (let i = 0, taken = 0; taken < most; i++) {
    if (random() * (count - i) >= most - taken) continue;
    part.set(values.subarray(i * d, (i + 1) * d), taken * d);
    taken += 1;
  }
  return { columns, values: part, count: most };
}

/** Numbers in [0, 1): mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
