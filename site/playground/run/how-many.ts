import { GaussianMixture, KMeans, Points, selectKAsync, SoftKMeans } from "mixtura";
import type { Table } from "../data/table.js";
import type { Problem } from "./problem.js";

/** One fit for each k, and what the criterion says of it. */
export interface Choices {
  readonly criterion: string;
  readonly better: "lower" | "higher";
  readonly values: readonly { readonly k: number; readonly value: number | undefined }[];
  readonly best: number | undefined;
}

const MOST = 10;
/** Rows that are enough to tell k, and few enough for a fit of each. */
const ROWS = 2000;
const RESTARTS = 3;

/** Fits every k to a part of the points, and compares. Starts by hand suit one k alone. */
export async function howMany(problem: Problem, signal: AbortSignal): Promise<Choices> {
  const { kind, table, options } = problem;
  const points = partOf(table);
  const ks = Array.from({ length: Math.min(MOST, points.count) }, (_, i) => i + 1);
  const asked = { ...options, start: undefined, k: ks, restarts: RESTARTS, signal };
  try {
    if (kind === "gaussian") {
      const { best, table: rows } = await selectKAsync(GaussianMixture, points, asked as never);
      const values = (rows as { k: number; bic: number }[]).map(({ k, bic }) => ({
        k,
        value: bic,
      }));
      return { criterion: "BIC", better: "lower", values, best: (best as { k: number }).k };
    }
    const model = kind === "hard" ? KMeans : SoftKMeans;
    const { best, table: rows } = await selectKAsync(
      model as typeof KMeans,
      points,
      asked as never,
    );
    const values = (rows as unknown as { k: number; silhouette: number }[]).map(
      ({ k, silhouette }) => ({ k, value: k === 1 ? undefined : silhouette }),
    );
    return { criterion: "Silhouette", better: "higher", values, best: (best as { k: number }).k };
  } finally {
    points.dispose();
  }
}

/** Rows at even distances through the table. */
function partOf({ columns, values, count }: Table): Points {
  const d = columns.length;
  const stride = Math.max(1, Math.ceil(count / ROWS));
  const rows = Math.ceil(count / stride);
  const part = new Float64Array(rows * d);
  for (let i = 0; i < rows; i++)
    part.set(values.subarray(i * stride * d, (i * stride + 1) * d), i * d);
  return Points.from({ data: part, shape: [rows, d] });
}
