import { checkOneOf } from "../../check.js";
import { unpack } from "../../fitting/fit.js";
import {
  checkUnitLength,
  checkUsersUnits,
  type ModelJSON,
  openJSON,
  readCommon,
  readFinite,
  readList,
  readMatrix,
  readShape,
  writeModel,
} from "../../fitting/json.js";
import { checkStiffness, DISTANCES, type SoftKMeansState } from "./fit.js";
import type { Distance } from "./model.js";

/** A number that may be infinite, for which JSON has no word of its own. */
export type Extended = number | "Infinity" | "-Infinity";

/** What `SoftKMeans.toJSON` gives: plain JSON, with a version. */
export interface SoftKMeansJSON extends ModelJSON<"SoftKMeans"> {
  /** The stiffness β; Infinity, which JSON lacks, as a word. */
  readonly stiffness: Extended;
  /** What β multiplies. */
  readonly distance: Distance;
  /** k × d: the centroids. */
  readonly centroids: number[][];
  /** The free energy of the points of the fit; infinities as words. */
  readonly freeEnergy: Extended;
  /** The free energy after each iteration. */
  readonly history: Extended[];
}

export function writeSoftKMeans(state: SoftKMeansState, labels: boolean): SoftKMeansJSON {
  const own = {
    stiffness: extended(state.stiffness),
    distance: state.distance,
    centroids: unpack(state.centroids, state.k),
    freeEnergy: extended(state.freeEnergy),
    history: state.history.map(extended),
  };
  return writeModel("SoftKMeans", state, own, labels);
}

export function readSoftKMeans(json: unknown): SoftKMeansState {
  const field = openJSON(json, "SoftKMeans");
  const { k, dimensions } = readShape(field);
  const stiffness = field("stiffness") === "Infinity" ? Infinity : field("stiffness");
  const centroids = readMatrix("json.centroids", field("centroids"), k, dimensions);
  const common = readCommon(field);
  const distance = checkOneOf("json.distance", field("distance"), DISTANCES);
  if (distance === "cosine") checkUnitLength("json.centroids", centroids, dimensions);
  checkUsersUnits("json.centroids", centroids, common.standardization);
  return {
    ...common,
    stiffness: checkStiffness("json.stiffness", stiffness),
    distance,
    centroids,
    freeEnergy: readEnergy(field("freeEnergy"), "json.freeEnergy"),
    history: readList("json.history", field("history"), common.iterations, readEnergy),
  };
}

function extended(value: number): Extended {
  return Number.isFinite(value) ? value : value > 0 ? "Infinity" : "-Infinity";
}

/** A free energy: at β = 0 it is −Infinity. */
function readEnergy(value: unknown, name: string): number {
  return value === "-Infinity" ? -Infinity : readFinite(value, name);
}
