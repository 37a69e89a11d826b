import type { Kind } from "../run/algorithm.js";
import type { Problem } from "../run/problem.js";

/** The file that code and command read: the points that one can save beside them. */
export const POINTS_FILE = "points.csv";

export type Place = "node" | "browser";

const RESULTS: Readonly<Record<Kind, string>> = {
  hard: "model.centroids, model.inertia",
  soft: "model.centroids, model.freeEnergy",
  gaussian: "model.weights, model.means, model.covariances, model.logLikelihood",
};

/**
 * A module that does what the playground did, to the bit.
 *
 * @param iterations how many, where the fit was not to its end
 */
export function codeOf(
  { kind, name, options, table }: Problem,
  iterations: number | undefined,
  place: Place,
): string {
  const all = iterations === undefined ? options : { ...options, maxIterations: iterations };
  const read =
    place === "node"
      ? `readFileSync("${POINTS_FILE}", "utf8")`
      : `await (await fetch("${POINTS_FILE}")).text()`;
  const row = table.columns.length === 1 ? "Number" : '(row) => row.split(",").map(Number)';
  const lines = [
    ...(place === "node" ? ['import { readFileSync } from "node:fs";'] : []),
    `import { ${name} } from "mixtura";`,
    "",
    `const [, ...rows] = ${read}.trim().split("\\n");`,
    `const points = rows.map(${row});`,
    `const model = ${name}.fit(points, ${literal(all)});`,
    `console.log(${RESULTS[kind]});`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Options as one writes them. */
function literal(options: object): string {
  const words = Object.entries(options).map(([key, value]) => `${key}: ${worded(value)}`);
  const line = `{ ${words.join(", ")} }`;
  return line.length <= 70 ? line : `{\n${words.map((word) => `  ${word},\n`).join("")}}`;
}

function worded(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return JSON.stringify(value).replace(/,(?=[[\d-])/g, ", ");
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${worded(inner)}`)
    .join(", ")} }`;
}

const ALGORITHMS: Readonly<Record<Kind, readonly string[]>> = {
  hard: [],
  soft: ["-a soft"],
  gaussian: ["-a gaussian"],
};

/** The same by the command, or why it cannot say it. */
export function commandOf({ kind, options }: Problem, iterations: number | undefined): string {
  if (typeof options.start !== "string")
    return "# The command takes no centroids of one's own: take the code.\n";
  const words = [
    `mixtura fit ${POINTS_FILE} -k ${options.k}`,
    ...ALGORITHMS[kind],
    ...(options.stiffness === undefined ? [] : [`--stiffness ${options.stiffness}`]),
    ...(options.covariance === undefined ? [] : [`--covariance ${options.covariance}`]),
    ...(options.distance === undefined ? [] : [`--distance ${options.distance}`]),
    ...(options.standardize ? ["--standardize"] : []),
    `--start ${options.start} --seed ${options.seed}`,
    ...(iterations === undefined ? [] : [`--max-iterations ${iterations}`]),
    "--model model.json",
  ];
  return `${words.join(" \\\n  ")}\n`;
}
