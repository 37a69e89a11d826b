import { GaussianMixture, SoftKMeans } from "mixtura";
import {
  type Covariance,
  gaussianMixture,
  type Parameters,
} from "../test/reference/gaussian-mixture.js";
import { softKMeans } from "../test/reference/soft-k-means.js";
import { type Problem, problems } from "./data.js";
import { circumstances, digits, race } from "./race.js";
import { drawTable } from "./table.js";

const ITERATIONS = 5;
const COVARIANCES = ["spherical", "diagonal", "tied", "full"] as const;

/** Each returns its objective after the last iteration. */
type Contestants = Record<"mixtura" | "plain TypeScript", () => number>;

/** Half of a blob's 1/σ², so that points are shared. */
const STIFFNESS = 2;

function soft({ points, k, start }: Problem): Contestants {
  const options = { stiffness: STIFFNESS, maxIterations: ITERATIONS };
  return {
    mixtura: () =>
      SoftKMeans.fit(points, { k, start: { centroids: start }, tolerance: 0, ...options })
        .freeEnergy,
    "plain TypeScript": () => softKMeans(points, start, options).history.at(-1)!,
  };
}

/** The same parameters for both: equal weights, and the identity as every covariance. */
function gaussian({ points, k, start: means }: Problem, covariance: Covariance): Contestants {
  const identity = means[0].map((_, i) => means[0].map((_, j) => (i === j ? 1 : 0)));
  const covariances = {
    spherical: means.map(() => 1),
    diagonal: means.map((m) => m.map(() => 1)),
    tied: identity,
    full: means.map(() => identity),
  }[covariance];
  const start = { weights: means.map(() => 1 / k), means, covariances } as Parameters<Covariance>;
  const common = { covariance, maxIterations: ITERATIONS };
  return {
    mixtura: () =>
      GaussianMixture.fit(points, { k, start, tolerance: 0, regularization: 0, ...common })
        .logLikelihood,
    "plain TypeScript": () => gaussianMixture(points, start, common).history.at(-1)!,
  };
}

/**
 * The race of soft k-means and mixtures against the plain TypeScript they are tested against
 * (no other package has them): whole fits of five iterations from rows of numbers.
 */
export function raceMixtures(quick: boolean): string {
  const rows: string[][] = [];
  const chosen = problems(quick).filter(
    ({ points, k }) => points.length * points[0].length * k <= 2e6,
  );
  for (const problem of chosen) {
    const algorithms: [string, Contestants][] = [
      [`soft, β = ${STIFFNESS}`, soft(problem)],
      ...COVARIANCES.map((form): [string, Contestants] => [form, gaussian(problem, form)]),
    ];
    algorithms.forEach(([name, contestants], i) => {
      process.stderr.write(`racing ${name}, ${problem.name}\n`);
      const results = race<number>(contestants, quick);
      const own = results.get("mixtura")!;
      const plain = results.get("plain TypeScript")!;
      rows.push([
        i === 0 ? problem.name : "",
        name,
        digits.format(own.milliseconds),
        digits.format(plain.milliseconds),
        `${(plain.milliseconds / own.milliseconds).toFixed(1)} ×`,
        own.outcome.toPrecision(10),
        relative(plain.outcome, own.outcome),
      ]);
    });
    rows.push([""]);
  }
  const about = `Soft k-means and Gaussian mixtures in float64, whole fits of ${ITERATIONS} iterations
from rows of numbers and the same parameters. ${circumstances()}.
`;
  const head = [
    "n × d, k",
    "",
    "mixtura, ms",
    "plain TypeScript, ms",
    "against mixtura",
    "objective",
    "differs by",
  ];
  return `${about}\n${drawTable(head, rows.slice(0, -1))}`;
}

/** How far apart two objectives are, relative to them. */
function relative(a: number, b: number): string {
  return a === b ? "0" : Math.abs(a / b - 1).toExponential(0);
}
