import type { Diagnostic } from "../types.js";

/** Says that a fit stopped before it had converged. */
export function notConverged({
  converged,
  history,
}: {
  readonly converged: boolean;
  readonly history: readonly number[];
}): Diagnostic[] {
  if (converged) return [];
  const iterations = history.length;
  const message =
    iterations === 0
      ? "maxIterations = 0: this is the start itself"
      : `stopped at maxIterations = ${iterations} before it converged; allow more`;
  return [{ code: "not-converged", message, iterations }];
}

/**
 * Says which components have no point.
 *
 * @param coincide whether every point coincides with a centroid, so that there is none to give
 */
export function withoutPoints(empty: number[], k: number, coincide: boolean): Diagnostic[] {
  if (empty.length === 0) return [];
  const diagnostics: Diagnostic[] = [];
  if (coincide) {
    const distinct = k - empty.length;
    diagnostics.push({
      code: "fewer-distinct-points",
      message: `only ${distinct} of k = ${k} components ${distinct === 1 ? "has" : "have"} points: every point coincides with one of their centroids`,
      distinct,
    });
  }
  diagnostics.push({
    code: "empty-component",
    message: `no point is in ${componentsInWords(empty)}`,
    components: empty,
  });
  return diagnostics;
}

/** `component 3`, `components 0, 2`, the first few of many. */
export function componentsInWords(components: readonly number[]): string {
  // Naming the sixth takes no more room than saying that there is one.
  const shown = components.length > 6 ? 5 : 6;
  const some = components.slice(0, shown).join(", ");
  const more = components.length > shown ? ` and ${components.length - shown} more` : "";
  return `component${components.length > 1 ? "s" : ""} ${some}${more}`;
}
