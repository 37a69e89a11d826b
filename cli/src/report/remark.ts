import type { Covariance, Diagnostic } from "mixtura";
import type { TableSummary } from "../table/summary.js";
import { counted, listed, quoted } from "../text/wording.js";

/** What the numbers of a diagnostic are called in the file. */
export interface Names {
  readonly columns: readonly string[];
  /** What the file counts, to point into it. */
  readonly place: TableSummary["place"];
  /** The line or row of the file of a row of the fit. */
  readonly lineOf: TableSummary["lineOf"];
  /** The form of covariances of the fit, if it has any. */
  readonly covariance?: Covariance | undefined;
}

/**
 * What the library has to say of a fit, in the words of the command: rows, clusters and options.
 *
 * @param shownAs the number that a component of the model has in the table
 */
export function remark(
  diagnostic: Diagnostic,
  names: Names,
  shownAs: (component: number) => number = (component) => component,
): string {
  const clusters = () => clustersIn(diagnostic["components"] as number[], shownAs);
  switch (diagnostic.code) {
    case "not-converged":
      return diagnostic["iterations"] === 0
        ? "this is the start of a fit alone; --max-iterations allows more"
        : "stopped before it converged; --max-iterations allows more";
    case "fewer-distinct-points":
      return "there are fewer different rows than clusters; try a smaller -k";
    case "empty-component":
      return `no row is in ${clusters()}`;
    case "variance-floored":
      return floored(diagnostic, names, clusters);
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

/** Why a cluster, or the table itself, has no width, and what to do. */
function floored(diagnostic: Diagnostic, names: Names, clusters: () => string): string {
  const sentence = causeOf(diagnostic, names, clusters);
  const own = ["point", "few", "value", "direction"].includes(diagnostic["cause"] as string);
  return own
    ? `${sentence}; the collapse lowers BIC and AIC without merit, and select and -k auto do not count it`
    : sentence;
}

function causeOf(diagnostic: Diagnostic, names: Names, clusters: () => string): string {
  const of = (key: string) => (diagnostic[key] ?? []) as number[];
  const columns = listed(
    of("columns").map((j) => quoted(names.columns[j])),
    5,
  );
  const plainer = names.covariance === "full" || names.covariance === "tied";
  switch (diagnostic["cause"]) {
    case "point": {
      const lines = of("rows").map((row) => names.lineOf(row));
      const one = lines.length === 1;
      return (
        `${clusters()} ${one ? "is one row" : "are one row each"}, far from the others ` +
        `(${names.place}${one ? "" : "s"} ${listed(lines, 5)}); if it is a mistake or a placeholder ` +
        `such as -9999, leave it out`
      );
    }
    case "few": {
      const sizes = of("points").map((size) => counted(Math.round(size), "row"));
      return (
        `${clusters()} ${sizes.length === 1 ? "has" : "have"} only ${listed(sizes, 5)}, too few ` +
        `for such a covariance; try more --restarts${plainer ? ", a smaller -k or --covariance diagonal" : " or a smaller -k"}`
      );
    }
    case "value":
      return (
        `${clusters()} ${of("components").length === 1 ? "has" : "have"} no spread in ${columns}: ` +
        `a mixture of Gaussians fits such columns badly; leave them out by --columns, or try a ` +
        `smaller -k`
      );
    case "direction":
      return (
        `${clusters()} ${of("components").length === 1 ? "has" : "have"} no spread in some ` +
        `direction, mostly of ${columns}; try a smaller -k${plainer ? " or --covariance diagonal" : ""}`
      );
    case "data":
      return (
        `the table itself has no spread along ${columns === "" ? "some directions" : columns}: ` +
        `constant columns, or columns that depend on each other; leave some out by --columns`
      );
    default:
      return diagnostic.message;
  }
}

/** `cluster 3`, `clusters 0 and 2`. */
function clustersIn(components: readonly number[], shownAs: (component: number) => number): string {
  const numbers = components.map(shownAs).sort((a, b) => a - b);
  return `${numbers.length === 1 ? "cluster" : "clusters"} ${listed(numbers, 5)}`;
}
