import {
  checkFinite,
  checkInteger,
  checkNonNegative,
  checkOneOf,
  rangeError,
  show,
  typeError,
} from "../check.js";
import { PRECISIONS } from "../points.js";
import type { Diagnostic } from "../types.js";
import { type KMeansState, unpack } from "./k-means-fit.js";

/** What `KMeans.toJSON` gives: plain JSON, with a version. */
export interface KMeansJSON extends Omit<KMeansState, "labels" | "centroids"> {
  readonly format: "mixtura";
  readonly version: 1;
  readonly model: "KMeans";
  readonly centroids: number[][];
  /** One label a point of the fit, unless they were left out. */
  readonly labels?: number[];
}

export function writeKMeans(state: KMeansState, labels: boolean): KMeansJSON {
  const { k, dimensions, precision, inertia, iterations, converged } = state;
  return {
    format: "mixtura",
    version: 1,
    model: "KMeans",
    k,
    dimensions,
    precision,
    centroids: unpack(state.centroids, k),
    inertia,
    sizes: [...state.sizes],
    iterations,
    converged,
    history: [...state.history],
    diagnostics: structuredClone(state.diagnostics),
    ...(labels ? { labels: Array.from(state.labels) } : {}),
  };
}

/** Checks JSON that may come from anywhere. Lengths are compared before anything is made of them. */
export function readKMeans(json: unknown): KMeansState {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    const hint = typeof json === "string" ? " (JSON.parse it first)" : "";
    throw typeError("json", "an object that toJSON gave", show(json) + hint);
  }
  // Own keys alone: nothing may come from a prototype.
  const field = (name: string): unknown =>
    Object.hasOwn(json, name) ? (json as Record<string, unknown>)[name] : undefined;
  checkOneOf("json.format", field("format"), ["mixtura"]);
  if (field("version") !== 1) {
    const expected = "1, the only version this release reads";
    throw rangeError("json.version", expected, show(field("version")));
  }
  checkOneOf("json.model", field("model"), ["KMeans"]);
  const k = checkInteger("json.k", field("k"), 1, 2 ** 32);
  const dimensions = checkInteger("json.dimensions", field("dimensions"), 1, 2 ** 32);
  const iterations = checkInteger("json.iterations", field("iterations"), 1, 2 ** 32);
  const converged = field("converged");
  if (typeof converged !== "boolean") {
    throw typeError("json.converged", "true or false", show(converged));
  }
  const centroids = list("json.centroids", field("centroids"), k, (centroid, name) =>
    list(name, centroid, dimensions, (value, at) => checkFinite(at, value)),
  );
  return {
    k,
    dimensions,
    precision: checkOneOf("json.precision", field("precision"), PRECISIONS),
    centroids: centroids.flat(),
    inertia: checkNonNegative("json.inertia", field("inertia")),
    labels: readLabels(field("labels"), k),
    sizes: numbers("json.sizes", field("sizes"), k),
    iterations,
    converged,
    history: numbers("json.history", field("history"), iterations),
    diagnostics: list("json.diagnostics", field("diagnostics"), undefined, readDiagnostic),
  };
}

function list<Item>(
  name: string,
  value: unknown,
  length: number | undefined,
  read: (item: unknown, name: string) => Item,
): Item[] {
  if (!Array.isArray(value)) throw typeError(name, "an array", show(value));
  if (length !== undefined && value.length !== length) {
    throw rangeError(name, `${length} entries`, String(value.length));
  }
  return Array.from(value, (item: unknown, i) => read(item, `${name}[${i}]`));
}

function numbers(name: string, value: unknown, length: number): number[] {
  return list(name, value, length, (item, at) => checkNonNegative(at, item));
}

function readLabels(labels: unknown, k: number): Int32Array {
  if (labels === undefined) return new Int32Array(0);
  return Int32Array.from(
    list("json.labels", labels, undefined, (label, name) => checkInteger(name, label, 0, k - 1)),
  );
}

function readDiagnostic(value: unknown, name: string): Diagnostic {
  const { code, message } = (value ?? {}) as Record<string, unknown>;
  if (typeof code !== "string" || typeof message !== "string") {
    throw typeError(name, "an object with a code and a message", show(value));
  }
  // Through text, which leaves nothing but plain JSON.
  return { ...(JSON.parse(JSON.stringify(value)) as Diagnostic), code, message };
}
