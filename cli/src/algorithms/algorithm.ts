import type { Option } from "commander";
import type { AsyncOptions, Criterion, GaussianMixture, KMeans, SoftKMeans } from "mixtura";
import type { TableSummary } from "../table/summary.js";
import type { Rows } from "./rows.js";

export type Model = KMeans | SoftKMeans | GaussianMixture;

export type ModelClass = typeof KMeans | typeof SoftKMeans | typeof GaussianMixture;

/** What a fit is told, whatever the algorithm. */
export interface Settings {
  readonly k: number;
  readonly seed: number;
  readonly restarts: number;
  readonly maxIterations: number;
  readonly tolerance?: number;
}

/** The same for whatever k. */
export type SettingsOfAnyK = Omit<Settings, "k">;

/** How a fit is run: with which it finds what it finds without. */
export type Running = AsyncOptions;

/** All that distinguishes one algorithm from another for the command. */
export interface Algorithm<Own = object, M extends Model = Model> {
  /** What `--algorithm` calls it. */
  readonly name: string;
  /** What its reader calls it. */
  readonly title: string;
  /** The class of its models. */
  readonly Model: ModelClass;
  /** The options that it alone has, made anew for every command that takes them. */
  options(): readonly Option[];
  /** What `--start` may be, the default first. */
  readonly starts: readonly string[];
  /** What `--distance` may be, the default first; none where it has no choice. */
  readonly distances: readonly string[];
  /** What `--criterion` may be, the default first. */
  readonly criteria: readonly Criterion[];
  /** When it stops, as a part of the help of `--tolerance`. */
  readonly stops: string;
  /** Whether it finds clusters alike in whatever units the columns are. */
  adaptsToScale(settings: SettingsOfAnyK & Own): boolean;
  /** What it makes small or large, as a figure. */
  objective(value: number): Measure;
  /** Tells what is to be known before work that may take long; throws where it cannot be done. */
  check?(table: TableSummary, settings: SettingsOfAnyK & Own): void;
  fit(rows: Rows, settings: Settings & Own, running: Running): Promise<M>;
  /** What the library has thrown in the words of the command; undefined: as it is. */
  failure?(error: unknown, table: TableSummary, settings: SettingsOfAnyK & Own): Error | undefined;
  /** What a fit has found, in the form in which it is shown. */
  shown(model: M, table: TableSummary, settings: Settings & Own): Clustering<M>;
}

/** What an algorithm has found, in the form in which it is shown. */
export interface Clustering<M extends Model = Model> {
  readonly model: M;
  /** The algorithm and what it was told: `soft k-means`, `β = 2`. */
  readonly title: readonly string[];
  /** How many rows belong to each cluster. */
  readonly sizes: readonly string[];
  /** Which part of the data each cluster is. */
  readonly shares: { readonly name: string; readonly values: readonly number[] };
  /** k × columns, in original units. */
  readonly centers: readonly (readonly number[])[];
  /** k × columns, in original units; null where the algorithm knows centres alone. */
  readonly deviations: readonly (readonly number[])[] | null;
  /** How good it is: sentences for below the table. */
  readonly closing: readonly string[];
  /** The same as figures, to stand beside those of other algorithms. */
  readonly measures: readonly Measure[];
  /** What `--json` prints of it alone. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Measure {
  readonly name: string;
  readonly text: string;
}
