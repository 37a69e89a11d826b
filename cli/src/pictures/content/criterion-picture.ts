import { oneLine } from "../../text/wording.js";
import { domainOf } from "./axes.js";
import type { Picture, Point } from "./picture.js";

/** What was found for each of several k. */
export interface Criterion {
  /** Of the choice: `Gaussian mixture, k = 3 of 1 to 8`. */
  readonly title: string;
  readonly subtitle: string;
  /** What is compared: `BIC`. */
  readonly name: string;
  readonly best: "lowest" | "highest";
  /** The value at each k; those that are no finite number are left out. */
  readonly values: readonly Point[];
  /** The k that is taken. */
  readonly chosen: number;
}

/** A line of the criterion against k, with the chosen k marked. */
export function criterionPicture(criterion: Criterion): Picture {
  const { title, subtitle, name, best, chosen } = criterion;
  const points = criterion.values.filter(([, value]) => Number.isFinite(value));
  return {
    title,
    subtitle,
    caption: [`the ${best} is the best; marked is the choice, k = ${chosen}`],
    panels: [
      {
        kind: "curve",
        x: { name: "k", domain: domainOf(points.map(([k]) => k)), whole: true },
        y: {
          name: oneLine(name),
          domain: domainOf(
            points.map(([, value]) => value),
            0.08,
          ),
        },
        points,
        chosen,
      },
    ],
  };
}
