import { checkOneOf } from "../../check.js";
import { unpack } from "../../fitting/fit.js";
import {
  checkUnitLength,
  checkUsersUnits,
  type ModelJSON,
  openJSON,
  readCommon,
  readList,
  readMatrix,
  readNonNegative,
  readShape,
  writeModel,
} from "../../fitting/json.js";
import { DISTANCES, type KMeansState } from "./fit.js";

/** What `KMeans.toJSON` gives: plain JSON, with a version. */
export interface KMeansJSON extends ModelJSON<"KMeans"> {
  /** `"cosine"`; `"euclidean"` where it is left out. */
  readonly distance?: "cosine";
  /** k × d: the centroids. */
  readonly centroids: number[][];
  /** Σ w‖x − m‖² of the points of the fit. */
  readonly inertia: number;
  /** The inertia after each iteration. */
  readonly history: number[];
}

export function writeKMeans(state: KMeansState, labels: boolean): KMeansJSON {
  const { k, inertia, history, distance } = state;
  const own = {
    ...(distance === "cosine" && { distance }),
    centroids: unpack(state.centroids, k),
    inertia,
    history: [...history],
  };
  return writeModel("KMeans", state, own, labels);
}

/** Checks JSON that may come from anywhere. Lengths are compared before anything is made of them. */
export function readKMeans(json: unknown): KMeansState {
  const field = openJSON(json, "KMeans");
  const { k, dimensions } = readShape(field);
  const centroids = readMatrix("json.centroids", field("centroids"), k, dimensions);
  const given = field("distance");
  const distance =
    given === undefined ? DISTANCES[0] : checkOneOf("json.distance", given, DISTANCES);
  if (distance === "cosine") checkUnitLength("json.centroids", centroids, dimensions);
  const inertia = readNonNegative(field("inertia"), "json.inertia");
  const common = readCommon(field);
  const history = field("history");
  checkUsersUnits("json.centroids", centroids, common.standardization);
  return {
    ...common,
    distance,
    centroids,
    inertia,
    history: readList("json.history", history, common.iterations, readNonNegative),
  };
}
