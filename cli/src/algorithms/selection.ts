import { selectKAsync, type Criterion, type SelectKProgress } from "mixtura";
import type { Dataset } from "../table/dataset.js";
import { statusLine } from "../text/status-line.js";
import type { Algorithm, Model, Running, SettingsOfAnyK } from "./algorithm.js";
import { fitStatus } from "./fit-status.js";
import { inWords } from "./in-words.js";

/** A row of the table of `selectK`, of whatever model. */
export interface SelectionRow {
  readonly k: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly diagnostics: readonly string[];
  readonly passedOver?: string;
  readonly inertia?: number;
  readonly freeEnergy?: number;
  readonly logLikelihood?: number;
  readonly parameterCount?: number;
  readonly bic?: number;
  readonly aic?: number;
  /** Of a fit with collapsed components: the BIC or AIC without what they gain by it. */
  readonly compared?: number;
  readonly silhouette?: number;
  readonly calinskiHarabasz?: number;
  readonly daviesBouldin?: number;
}

/** What came of fits for several k. */
export interface Selection {
  readonly criterion: Criterion;
  readonly best: Model;
  readonly table: readonly SelectionRow[];
}

/** What fits are made for, and compared by. */
interface Choice {
  readonly criterion: Criterion;
  readonly counts: readonly number[];
}

/** Fits for each of several k, and finds the one that suits the table best. */
export async function selectionOf(
  algorithm: Algorithm,
  dataset: Dataset,
  { criterion, counts }: Choice,
  settings: SettingsOfAnyK,
  running: Running,
): Promise<Selection> {
  const { seed, restarts, maxIterations, tolerance } = settings;
  const own = algorithm.options().map((option) => option.attributeName());
  const names = [...own, "start", ...(algorithm.distances.length > 0 ? ["distance"] : [])];
  const given = settings as unknown as Readonly<Record<string, unknown>>;
  const status = fitStatus(algorithm);
  const asked = {
    ...{ k: counts, criterion, seed, restarts, maxIterations, tolerance },
    ...Object.fromEntries(names.map((name) => [name, given[name]])),
    standardize: dataset.standardize,
    ...running,
    onProgress: (progress: SelectKProgress) => {
      const { parts, ...rest } = status(progress);
      statusLine.show({ ...rest, parts: [{ text: `k = ${progress.k}`, rank: 0 }, ...parts] });
    },
  };
  const { best, table } = await inWords(algorithm, dataset, settings, () =>
    // Which options belong to which class, the command has checked.
    selectKAsync(algorithm.Model, dataset.points, asked as never),
  );
  return { criterion, best, table };
}

/** More clusters than this are seldom what a table is looked at for. */
const most = 8;

/** The numbers of clusters to try where none are named. */
export function usualCounts(criterion: Criterion, { kept }: Dataset): number[] {
  const last = Math.min(most, kept.length);
  const comparesClusters = criterion === "calinski-harabasz" || criterion === "davies-bouldin";
  const first = comparesClusters ? Math.min(2, last) : 1;
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
