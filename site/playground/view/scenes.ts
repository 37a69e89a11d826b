import type { DataSet } from "../data/sets.js";
import { DRAWN } from "../data/sets.js";
import { pick, type Table } from "../data/table.js";
import { distanceOf } from "../run/algorithm.js";
import type { State } from "../state/state.js";
import { lineScene, mapScene, planeScene, shadowScene, type Scene } from "./scene.js";

/** The columns that are fitted: those that are shown, or all. */
export function fittedOf(set: DataSet, table: Table, { axes, all }: State): Table {
  if (table.columns.length <= 2 || set.kind !== "table" || all) return table;
  return pick(table, axes);
}

/** How the points of a set lie on the sheet. */
export async function sceneOf(
  set: DataSet,
  table: Table,
  fitted: Table,
  state: State,
): Promise<Scene> {
  // Standardized, angles are seen from the mean, and centroids come back in the units of the points.
  const cosine = distanceOf(state) === "cosine" && !state.standardize;
  if (set.kind === "map") return mapScene(table, (await import("../data/places.js")).sphere);
  if (fitted.columns.length === 1) return lineScene(fitted);
  if (fitted.columns.length > 2)
    return shadowScene(fitted, state.axes, set.equal && set.kind !== "picture", cosine);
  return planeScene(fitted, set.equal, cosine, set.id === DRAWN);
}
