import type { Table } from "../data/table.js";
import { spreadOf } from "../data/table.js";
import { GAUSSIAN, HARD, type State } from "../state/state.js";

export type Kind = "hard" | "soft" | "gaussian";

export const kindOf = ({ mix }: Pick<State, "mix">): Kind =>
  mix === HARD ? "hard" : mix === GAUSSIAN ? "gaussian" : "soft";

/** The distance that is in force: the plain one is of soft k-means alone, Gaussians have their own. */
export function distanceOf({ mix, distance }: Pick<State, "mix" | "distance">) {
  const kind = kindOf({ mix });
  if (kind === "gaussian" || (kind === "hard" && distance === "plain")) return "squared";
  return distance;
}

/** β times the variance of a column, at the stiff and at the soft end of the slider. */
const [STIFFEST, SOFTEST] = [256, 0.5];

/** The stiffness at a place of the slider, by the spread of the points, to three digits. */
export function stiffnessOf({ mix, distance, standardize }: State, table: Table): number {
  const along = (mix - 1) / (GAUSSIAN - 2);
  const factor = STIFFEST * (SOFTEST / STIFFEST) ** along;
  const variance = varianceOf(table, distance, standardize);
  if (!(variance > 0)) return Number(factor.toPrecision(3));
  const unit = distance === "plain" ? Math.sqrt(variance) : variance;
  return Number((factor / unit).toPrecision(3));
}

/** Of a column, on average, in the units in which distances are measured. */
function varianceOf(table: Table, distance: State["distance"], standardize: boolean): number {
  if (distance === "cosine") return varianceOfDirections(table);
  const spreads = spreadOf(table);
  if (standardize) return 1;
  return spreads.reduce((sum, { deviation }) => sum + deviation ** 2, 0) / spreads.length;
}

function varianceOfDirections({ columns, values, count }: Table): number {
  const d = columns.length;
  const mean = new Float64Array(d);
  for (let i = 0; i < count; i++) {
    const row = values.subarray(i * d, (i + 1) * d);
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    row.forEach((value, j) => (mean[j] += value / length / count));
  }
  return (1 - mean.reduce((sum, value) => sum + value * value, 0)) / d;
}
