import type { Diagnostic } from "mixtura";
import { listed } from "./wording.js";

/**
 * What the library has to say of a fit, in the words of the command: rows, clusters and options.
 *
 * @param shownAs the number that a component of the model has in the table
 */
export function remark(
  diagnostic: Diagnostic,
  shownAs: (component: number) => number = (component) => component,
): string {
  const clusters = () => clustersIn(diagnostic["components"] as number[], shownAs);
  switch (diagnostic.code) {
    case "not-converged":
      return "stopped before it converged; --max-iterations allows more";
    case "fewer-distinct-points":
      return "there are fewer different rows than clusters; try a smaller -k";
    case "empty-component":
      return `no row is in ${clusters()}`;
    case "variance-floored":
      return (
        `the variance of ${clusters()} fell to its floor: too few different rows, or rows ` +
        `without spread in some direction; try a smaller -k or a simpler --covariance`
      );
    case "merged-components":
      return (
        `${clusters()} have merged: their centroids coincide; ` +
        `try a greater --stiffness or a smaller -k`
      );
    default:
      // A library newer than this command may know more.
      return diagnostic.message;
  }
}

/** `cluster 3`, `clusters 0 and 2`. */
function clustersIn(components: readonly number[], shownAs: (component: number) => number): string {
  const numbers = components.map(shownAs).sort((a, b) => a - b);
  return `${numbers.length === 1 ? "cluster" : "clusters"} ${listed(numbers, 5)}`;
}
