import { Option, type Command } from "commander";
import type { Criterion } from "mixtura";
import { oneOf } from "../options/parsers.js";
import { alternatives } from "../text/wording.js";
import type { Algorithm } from "./algorithm.js";

/** Those that look at the clusters alone, the default first. */
export const ofClusters: readonly Criterion[] = [
  "silhouette",
  "calinski-harabasz",
  "davies-bouldin",
];

/** Those of mixtures, the default first. */
export const ofMixtures: readonly Criterion[] = ["bic", "aic", ...ofClusters];

/** What k is chosen by. */
export interface CriterionOptions {
  readonly criterion?: Criterion;
}

/** @param when where it counts, if not always */
export function criterionOption(when = ""): Option {
  return new Option(
    "--criterion <name>",
    `${when}${alternatives(ofMixtures)} (bic and aic: gaussian alone; default: bic for gaussian, ` +
      "else silhouette)",
  ).argParser(oneOf(ofMixtures));
}

/** What the fits of an algorithm are to be compared by; wrong usage where they cannot be. */
export function chosenCriterion(algorithm: Algorithm, command: Command): Criterion {
  const { criterion = algorithm.criteria[0], stiffness } = command.opts<
    CriterionOptions & { stiffness?: number }
  >();
  if (!algorithm.criteria.includes(criterion)) {
    command.error(
      `error: option '--criterion' with -a ${algorithm.name} is ` +
        `${alternatives(algorithm.criteria)}, not ${criterion}`,
    );
  }
  if (algorithm.name === "soft" && stiffness === undefined) {
    command.error(
      "error: -a soft needs option '--stiffness <β>' here: of a β measured anew for every k, fits " +
        "could not be compared",
    );
  }
  return criterion;
}
