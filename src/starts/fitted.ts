import { rangeError, typeError } from "../check.js";
import type { Standardization } from "../types.js";

/** What a class of models is called. */
export type ModelName = "KMeans" | "SoftKMeans" | "GaussianMixture";

/** A fitted model that a fit of the same class goes on from. */
export interface FittedModel<Name extends string = ModelName> {
  /** How many components it has. */
  readonly k: number;
  /** d, the number of values in a point. */
  readonly dimensions: number;
  /** Tells models of one class from those of another. */
  toJSON(): { readonly model: Name };
}

/** What a model consists of, as far as all classes have it. */
export interface FittedState {
  readonly k: number;
  readonly dimensions: number;
  /** What the rows of its fit were standardized by, and what it consists of is in units of. */
  readonly standardization: Standardization | undefined;
}

/** A class that makes nothing: what extends it gives its private fields to an object that is there. */
class There {
  constructor(object: object) {
    return object;
  }
}

/**
 * What every model consists of, in fields of its own. Not those of its class, which only that can
 * read: a check that knew the classes would bring all of them along into every bundle. Nor in a
 * WeakMap, which took a twentieth of a fit of 150 × 4, and as much again of collecting garbage.
 */
class Fitted extends There {
  readonly #name: ModelName;
  readonly #state: FittedState;

  constructor(model: object, name: ModelName, state: FittedState) {
    super(model);
    this.#name = name;
    this.#state = state;
  }

  /** Undefined for what is no model. */
  static of(model: object): { readonly name: ModelName; readonly state: FittedState } | undefined {
    return #state in model ? { name: model.#name, state: model.#state } : undefined;
  }
}

/** Has starts know a model, which is not frozen yet. */
export function remember(model: object, name: ModelName, state: FittedState): void {
  new Fitted(model, name, state);
}

/**
 * What a model given as a start consists of; undefined for what is none.
 *
 * @param name the class of the fit
 * @throws TypeError where it is of another class, RangeError where it has another k or d
 */
export function fittedState(
  start: object,
  name: ModelName,
  k: number,
  d: number,
): FittedState | undefined {
  const fitted = Fitted.of(start);
  if (fitted === undefined) {
    refuseLikeness(start, name);
    return undefined;
  }
  if (fitted.name !== name) {
    const centroids = fitted.name === "GaussianMixture" ? "means" : "centroids";
    const hint = `(start: { centroids: model.${centroids} } takes its ${centroids})`;
    throw typeError("start", `a ${name} where it is a model`, `a ${fitted.name} ${hint}`);
  }
  const { state } = fitted;
  if (state.k !== k) throw rangeError("start", `a model of k = ${k}`, `one of k = ${state.k}`);
  if (state.dimensions !== d) {
    throw rangeError("start", `a model of ${d} dimensions`, `one of ${state.dimensions}`);
  }
  return state;
}

/** Refuses what is a model but for this copy of the library, with the way to make it one. */
function refuseLikeness(start: object, name: ModelName): void {
  const { format, model, toJSON, diagnostics } = start as Record<string, unknown>;
  const expected = `a ${name} where it is a model`;
  if (format === "mixtura") {
    const of = model === name ? "one" : `a ${String(model)}`;
    throw typeError("start", expected, `the JSON of ${of} (${name}.fromJSON reads its own)`);
  }
  if (typeof toJSON === "function" && Array.isArray(diagnostics)) {
    const got = "a model of another copy of mixtura, or a Proxy of one";
    throw typeError("start", expected, `${got} (${name}.fromJSON(model.toJSON()) brings it over)`);
  }
}
