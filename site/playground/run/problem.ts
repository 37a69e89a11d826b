import {
  GaussianMixture,
  KMeans,
  Points,
  SoftKMeans,
  type Covariance,
  type KMeansDistance,
} from "mixtura";
import type { Table } from "../data/table.js";
import type { State } from "../state/state.js";
import { distanceOf, kindOf, stiffnessOf, type Kind } from "./algorithm.js";
import { cornerStart } from "./starts.js";

export type Model = KMeans | SoftKMeans | GaussianMixture;

/** Options as the three models take them, in the order in which code shows them. */
export interface Options {
  readonly k: number;
  readonly stiffness?: number;
  readonly covariance?: Covariance;
  readonly distance?: KMeansDistance | "half-squared" | "euclidean";
  readonly standardize?: true;
  readonly start: unknown;
  readonly seed: number;
}

/** What is fitted to what. */
export interface Problem {
  readonly kind: Kind;
  readonly name: "KMeans" | "SoftKMeans" | "GaussianMixture";
  readonly options: Options;
  readonly table: Table;
  readonly points: Points;
}

export const NAMES = { hard: "KMeans", soft: "SoftKMeans", gaussian: "GaussianMixture" } as const;

export function optionsOf(state: State, table: Table): Options {
  const kind = kindOf(state);
  const distance = distanceOf(state);
  return {
    k: state.k,
    ...(kind === "soft" && { stiffness: stiffnessOf(state, table) }),
    ...(kind === "gaussian" && { covariance: state.covariance }),
    ...(distance === "cosine" && { distance }),
    ...(distance === "plain" && { distance: "euclidean" as const }),
    ...(state.standardize && { standardize: true as const }),
    start: startOf(state, table),
    seed: state.seed,
  };
}

function startOf({ start, hand, mix, k }: State, table: Table): unknown {
  if (start !== "hand" && start !== "corner") return start;
  const centroids = start === "hand" ? hand.map((row) => [...row]) : cornerStart(table, k);
  return kindOf({ mix }) === "gaussian" ? { means: centroids } : { centroids };
}

/** How long and from where a fit goes, beside its options. */
interface Stretch {
  readonly maxIterations?: number;
  readonly start?: unknown;
}

interface Async {
  readonly signal: AbortSignal;
  readonly threads?: "auto";
}

/** The three classes have one shape, which their types do not say. */
interface ModelClass {
  fit(points: Points, options: object): Model;
  fitAsync(points: Points, options: object): Promise<Model>;
  fromJSON(json: unknown): Model;
}
export const CLASSES = {
  hard: KMeans,
  soft: SoftKMeans,
  gaussian: GaussianMixture,
} as unknown as Readonly<Record<Kind, ModelClass>>;

export const fit = ({ kind, points, options }: Problem, stretch: Stretch): Model =>
  CLASSES[kind].fit(points, { ...options, ...stretch });

export const fitAsync = ({ kind, points, options }: Problem, stretch: Stretch & Async) =>
  CLASSES[kind].fitAsync(points, { ...options, ...stretch });
