import type { Diagnostic } from "mixtura";
import { kindOf, type Kind } from "./algorithm.js";
import type { Ending } from "./run.js";
import type { Frame } from "./frames.js";
import type { Choices } from "./how-many.js";
import type { Start, State } from "../state/state.js";

const STARTS: Readonly<Record<Start, string>> = {
  "k-means++": "points far from each other are the first centroids",
  "k-means": "a hard k-means comes first, and its clusters are the first Gaussians",
  sample: "points at random are the first centroids",
  corner: "all centroids are in one corner",
  hand: "centroids are where you put them",
};

/** What an E-step does, by algorithm. */
export const E_STEPS: Readonly<Record<Kind, string>> = {
  hard: "each point joins its nearest centroid",
  soft: "each point is shared out: the nearer a centroid, the larger its share",
  gaussian: "each point is shared out by how likely each Gaussian makes it",
};

/** What an M-step does, by algorithm. */
export const M_STEPS: Readonly<Record<Kind, string>> = {
  hard: "each centroid moves to the mean of its points",
  soft: "each centroid moves to the mean of its shares",
  gaussian: "each Gaussian takes the mean, width and weight of its shares",
};

/** What a half-step does, in one sentence. */
export function stepInWords({ step }: Frame, kind: Kind, start: Start): string {
  if (step === "start") return `Start: ${STARTS[start]}.`;
  return step === "E" ? `E-step: ${E_STEPS[kind]}.` : `M-step: ${M_STEPS[kind]}.`;
}

/** How a run has ended. */
export function endingInWords(ending: Ending, iterations: number): string {
  const count = `${iterations} ${iterations === 1 ? "iteration" : "iterations"}`;
  if (ending === "converged") return `Converged after ${count}.`;
  if (ending === "cancelled") return `Cancelled after ${count}.`;
  return `Not converged: stopped after ${count}.`;
}

/** A remark on what went wrong, and what one can do. */
export interface Remark {
  readonly title: string;
  readonly text: string;
}

/** Of one cluster, and of several. */
const CAUSES: Readonly<Record<string, readonly [string, string]>> = {
  point: [
    "It sits on a single point, where a density grows without end",
    "Each sits on a single point, where a density grows without end",
  ],
  few: [
    "It has too few points for a shape of its own",
    "They have too few points for shapes of their own",
  ],
  value: ["All its points share one value", "The points of each share one value"],
  direction: ["Its points lie on a line", "The points of each lie on a line"],
  data: [
    "The points themselves do not spread in every direction",
    "The points themselves do not spread in every direction",
  ],
};

/** What the library found, for people who look at numbered clusters. */
export function remarkOf(diagnostic: Diagnostic): Remark {
  const { code, message } = diagnostic;
  const numbers = numbersOf(diagnostic["components"]);
  const clusters = clustersInWords(numbers);
  const several = numbers.length === 1 ? 0 : 1;
  switch (code) {
    case "empty-component":
      return {
        title: `Empty: ${clusters}`,
        text: `No point is nearest to ${["it", "them"][several]}. Try fewer clusters, or another start.`,
      };
    case "merged-components":
      return {
        title: `Merged: ${clusters}`,
        text: "Their centroids coincide: so soft that they cannot be told apart. Move the slider to the stiff side.",
      };
    case "variance-floored": {
      const cause = (CAUSES[String(diagnostic["cause"])] ?? CAUSES["few"])[several];
      return {
        title: `Collapsed: ${clusters}`,
        text: `${cause}. Try fewer clusters, a simpler covariance, or another seed.`,
      };
    }
    case "fewer-distinct-points":
      return {
        title: "Fewer different points than clusters",
        text: "Every point coincides with a centroid. Ask for fewer clusters.",
      };
    case "not-converged":
      return {
        title: "Not converged",
        text: "It was still moving when it was stopped. Near the stiffness at which clusters merge that is usual.",
      };
    default:
      return { title: code, text: message };
  }
}

/** From 1, as the sheet has them. */
const numbersOf = (components: unknown): string[] =>
  Array.isArray(components) ? components.map((c) => String(Number(c) + 1)) : [];

/** `cluster 3`, `clusters 1 and 4`; of none in particular, all. */
function clustersInWords(numbers: readonly string[]): string {
  if (numbers.length === 0) return "all clusters";
  if (numbers.length === 1) return `cluster ${numbers[0]}`;
  return `clusters ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)!}`;
}

const CRITERIA = {
  BIC: "weighs the fit against its number of parameters",
  Silhouette: "looks for round, separate clusters",
} as const;

/** What a criterion says, and what it looks for. */
export function verdictInWords({ criterion, best, values, rows, of }: Choices): string {
  const part = `${rows.toLocaleString("en")} of ${of.toLocaleString("en")} rows`;
  return [
    `${criterion}, which ${CRITERIA[criterion]}, speaks for k = ${best}. Taller is better.`,
    ...(values.some(({ out }) => out)
      ? ["Hollow: left out, as clusters have collapsed or are empty."]
      : []),
    ...(rows < of ? [`Fitted to ${part}, drawn at random.`] : []),
  ].join(" ");
}

const SHAPES: Readonly<Record<State["covariance"], string>> = {
  full: "Each component learns its own width and shape, so borders bend.",
  diagonal: "Each component learns its own width along each axis, so borders bend.",
  spherical: "Each component learns its own width, so borders bend.",
  tied: "All components learn one shape together, so borders stay straight.",
};

/**
 * What is to be seen at this place of the slider.
 *
 * @param map whether points lie on a map, where straight lines are curves
 */
export function lessonInWords(
  state: State,
  { merged, map }: { readonly merged: boolean; readonly map: boolean },
): string {
  const kind = kindOf(state);
  if (kind === "gaussian")
    return map && state.covariance === "tied"
      ? "All components learn one shape together."
      : SHAPES[state.covariance];
  if (kind === "hard") return "Each point belongs to its nearest centroid alone.";
  if (merged) return "Too soft: shares are nearly even everywhere, and centroids merge.";
  return map
    ? "One stiffness for all: points near a border are shared."
    : "One stiffness for all: borders stay straight, and points near them are shared.";
}

/** How points are shared out, in few words. */
export function methodInWords(state: State, stiffness: () => string): string {
  const kind = kindOf(state);
  if (kind === "hard") return "the nearest takes all";
  if (kind === "soft") return `stiffness β = ${stiffness()}`;
  return `${state.covariance} covariances`;
}
