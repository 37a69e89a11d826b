import type { Colors } from "../text/terminal.js";
import { counted } from "../text/wording.js";
import { descriptions, hiddenPlaces, places, shares, sizes, type AnyResult } from "./attributes.js";
import { clusterTable } from "./cluster-table.js";
import { heading, startsOf } from "./run.js";

/** What a person reads after a fit. */
export function report(result: AnyResult, width: number, colors: Colors): string {
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
