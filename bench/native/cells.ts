import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { GaussianMixture, KMeans, type Precision } from "mixtura";
import type { Answer, Native } from "./process.js";
import { centroidsAt, drawnRows, keptRows } from "./starts.js";
import { type Entry, type Kind, kMeansTables, mixtureTables, type Table } from "./tables.js";

const K_MEANS_ITERATIONS = 25;
const MIXTURE_ITERATIONS = 10;
const COVARIANCES = ["spherical", "diagonal", "tied", "full"] as const;
const PRECISIONS = ["float64", "float32"] as const;

export type Algorithm = "k-means" | (typeof COVARIANCES)[number];

/** What a cell of the grid is about. */
export interface Cell {
  readonly algorithm: Algorithm;
  readonly kind: Kind;
  readonly shape: string;
  readonly precision: Precision;
}

/** Everything of the grid that reads the same table. */
export interface Course {
  readonly cells: readonly Cell[];
  readonly open: () => Promise<Opened>;
}

/** A table in memory, with the rows that fits start from. */
interface Opened {
  readonly table: Table;
  readonly rows: readonly number[];
}

/** The grid; `quick` makes its tables small. */
export function courses(quick: boolean, native: Native): Course[] {
  const kMeans = kMeansTables(quick, native).map((entry) =>
    course(entry, ["k-means"], (table) => keptRows(table, K_MEANS_ITERATIONS)),
  );
  const mixtures = mixtureTables(quick).map((entry) => course(entry, COVARIANCES, drawnRows));
  return [...kMeans, ...mixtures];
}

function course(
  { kind, shape, make }: Entry,
  algorithms: readonly Algorithm[],
  start: (table: Table) => readonly number[],
): Course {
  const cells = PRECISIONS.flatMap((precision) =>
    algorithms.map((algorithm) => ({ algorithm, kind, shape, precision })),
  );
  const open = async () => {
    const table = await make();
    return { table, rows: start(table) };
  };
  return { cells, open };
}

/** Both sides of a cell, ready to run. */
export interface Match {
  readonly own: () => Answer;
  /** What the other side has to offer, by name; each answers undefined where it failed. */
  readonly rivals: ReadonlyMap<string, () => Promise<Answer | undefined>>;
}

/** Lays the table out for both sides: a typed array here, a file there. */
export function match({ algorithm, precision }: Cell, of: Opened, native: Native): Match {
  const { n, d, k } = of.table;
  const data = precision === "float64" ? of.table.data : Float32Array.from(of.table.data);
  const points = { data, shape: [n, d] };
  const start = centroidsAt(data, d, of.rows);
  const shared = { type: precision === "float64" ? "f8" : "f4", dimensions: d, rows: of.rows };
  const rival = (name: string, problem: object): [string, () => Promise<Answer | undefined>] => [
    name,
    () => native.fit({ ...shared, ...problem, algorithm: name }),
  ];
  writeFileSync(native.file, data);
  if (algorithm === "k-means") {
    const options = { k, start: { centroids: start }, maxIterations: K_MEANS_ITERATIONS };
    const problem = { iterations: K_MEANS_ITERATIONS };
    return {
      own: () => timed(() => ownKMeans(KMeans.fit(points, { ...options, tolerance: 0 }))),
      rivals: new Map([rival("lloyd", problem), rival("elkan", problem)]),
    };
  }
  // As wide as the data, so that at first every component takes part in many points.
  const variance = meanVariance(of.table);
  const options = {
    k,
    covariance: algorithm,
    regularization: 0,
    start: startOf(algorithm, start, variance),
    maxIterations: MIXTURE_ITERATIONS,
    tolerance: 0,
  };
  const name = algorithm === "diagonal" ? "diag" : algorithm;
  return {
    own: () => timed(() => ownMixture(GaussianMixture.fit(points, options))),
    rivals: new Map([rival(name, { iterations: MIXTURE_ITERATIONS, variance })]),
  };
}

function timed(fit: () => { objective: number; iterations: number }): Answer {
  const began = performance.now();
  const reached = fit();
  return { seconds: (performance.now() - began) / 1000, ...reached };
}

function ownKMeans({ inertia: objective, iterations }: KMeans) {
  return { objective, iterations };
}

function ownMixture({ logLikelihood: objective, iterations }: GaussianMixture) {
  return { objective, iterations };
}

/** Equal weights, these means, and the same variance every way. */
function startOf(covariance: (typeof COVARIANCES)[number], means: number[][], variance: number) {
  const weights = means.map(() => 1 / means.length);
  const round = means[0].map((_, i) => means[0].map((_, j) => (i === j ? variance : 0)));
  switch (covariance) {
    case "spherical":
      return { weights, means, covariances: means.map(() => variance) };
    case "diagonal":
      return { weights, means, covariances: means.map((m) => m.map(() => variance)) };
    case "tied":
      return { weights, means, covariances: round };
    case "full":
      return { weights, means, covariances: means.map(() => round) };
  }
}

/** The mean of the features' variances. */
function meanVariance({ data, n, d }: Table): number {
  let total = 0;
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = j; i < data.length; i += d) mean += data[i] / n;
    for (let i = j; i < data.length; i += d) total += (data[i] - mean) ** 2;
  }
  return total / (n * d);
}
