import { descriptions, hiddenPlaces, places, shares, sizes } from "./attributes.js";
import { clusterTable } from "./cluster-table.js";
import type { Colors } from "./terminal.js";
import type { Dataset } from "./dataset.js";
import type { Result } from "./result.js";
import { displayWidth } from "./text-table.js";
import { counted, oneLine } from "./wording.js";

/** What a person reads after a fit. */
export function report(result: Result, width: number, colors: Colors): string {
  const { clustering, dataset, settings } = result;
  const { k, iterations, converged } = clustering.model;
  const end = converged
    ? `converged after ${counted(iterations, "iteration")}`
    : colors.yellow(`not converged after ${counted(iterations, "iteration")}`);
  const attributes = [sizes(result), shares(result), ...places(result), ...descriptions(result)];
  const hidden = hiddenPlaces(dataset, "--json");
  return [
    heading([...clustering.title, `k = ${k}`], dataset, width, colors),
    "",
    clusterTable(attributes, k, width, colors),
    "",
    ...(hidden === null ? [] : [hidden]),
    ...clustering.closing,
    `${end}, ${startsOf(settings.restarts)}, seed ${settings.seed}`,
    "",
  ].join("\n");
}

/** What was done with which data, on one line or two. */
export function heading(
  what: readonly string[],
  { kept, columns, title, standardization }: Dataset,
  width: number,
  colors: Colors,
): string {
  const done = `${what.join(", ")},`;
  const size = `${counted(kept.length, "row")} × ${counted(columns.length, "column")}`;
  const how = standardization === null ? "" : " (standardized)";
  const data = `on ${size} of ${oneLine(title)}${how}`;
  const between = displayWidth(`${done} ${data}`) <= width ? " " : "\n";
  return `${colors.bold(done)}${between}${data}`;
}

export function startsOf(restarts: number): string {
  return restarts === 1 ? "one start" : `best of ${counted(restarts, "restart")}`;
}
