import { Option } from "commander";
import { GaussianMixture, type Covariance, type Covariances } from "mixtura";
import { nonNegative, oneOf } from "../options/parsers.js";
import type { TableSummary } from "../table/summary.js";
import { counts, nats } from "../text/figures.js";
import { note } from "../text/notes.js";
import { alternatives, counted } from "../text/wording.js";
import type {
  Algorithm,
  Clustering,
  Measure,
  Running,
  Settings,
  SettingsOfAnyK,
} from "./algorithm.js";
import { ofMixtures } from "./criteria.js";
import { fittedTo, type Rows } from "./rows.js";

/** What it alone is told. */
export interface MixtureOptions {
  readonly start?: "k-means++" | "k-means||" | "sample" | "k-means";
  readonly covariance?: Covariance;
  readonly regularization?: number;
}

/** What depends on the form of covariances. */
interface Form<C extends Covariance> {
  /** Whether it is columns × columns numbers, and their factors as many times the columns in work. */
  readonly matrices: boolean;
  /** Whether columns have a width each, so that in other units a fit finds the same. */
  readonly ownUnits: boolean;
  /** Of one column in one component. */
  variance(covariances: Covariances[C], component: number, column: number): number;
}

const forms: { readonly [C in Covariance]: Form<C> } = {
  spherical: {
    matrices: false,
    ownUnits: false,
    variance: (variances, component) => variances[component],
  },
  diagonal: {
    matrices: false,
    ownUnits: true,
    variance: (variances, component, column) => variances[component][column],
  },
  tied: {
    matrices: true,
    ownUnits: true,
    variance: (matrix, _, column) => matrix[column][column],
  },
  full: {
    matrices: true,
    ownUnits: true,
    variance: (matrices, component, column) => matrices[component][column][column],
  },
};

/** What `--covariance` may be. */
const covariances = Object.keys(forms);

/** From here on work that grows with the cube of the columns is long enough to wonder at. */
const manyColumns = 300;

/** The library's default. */
const usual: Covariance = "spherical";

export const gaussianMixture = {
  name: "gaussian",
  title: "Gaussian mixture",
  Model: GaussianMixture,
  options: () => [
    new Option("--covariance <form>", `${alternatives(covariances)} (default: ${usual})`).argParser(
      oneOf(covariances),
    ),
    new Option(
      "--regularization <r>",
      "keep variances above this share of the squared spread of their column (default: 1e-12)",
    ).argParser(nonNegative),
  ],
  starts: ["k-means", "k-means++", "k-means||", "sample"],
  distances: [],
  criteria: ofMixtures,
  stops: "when the log-likelihood per row rises by less than this (default: 1e-6)",

  adaptsToScale({ covariance = usual }: SettingsOfAnyK & MixtureOptions): boolean {
    // Where they find the same, it would be wrong to say that a column outweighs the rest.
    return forms[covariance].ownUnits;
  },

  objective,

  check({ columns }: TableSummary, { covariance = usual }: SettingsOfAnyK & MixtureOptions): void {
    if (forms[covariance].matrices && columns.length >= manyColumns) {
      note(
        `${covariance} covariances of ${counted(columns.length, "column")} take long; ` +
          `--covariance diagonal is faster`,
      );
    }
  },

  fit(rows: Rows, settings: Settings & MixtureOptions, running: Running): Promise<GaussianMixture> {
    const { k, seed, restarts, maxIterations, tolerance, start } = settings;
    const { covariance = usual, regularization } = settings;
    return fittedTo(GaussianMixture<Covariance>, rows, {
      ...{ k, seed, restarts, maxIterations, tolerance, start },
      ...{ covariance, regularization, standardize: rows.standardize },
      ...running,
    });
  },

  failure(
    error: unknown,
    { title, columns }: TableSummary,
    { covariance = usual }: SettingsOfAnyK & MixtureOptions,
  ): Error | undefined {
    if (!forms[covariance].matrices || !isOutOfMemory(error)) return undefined;
    return new Error(
      `${title}: ${covariance} covariances of ` +
        `${counted(columns.length, "column")} do not fit into the 4 GiB of memory; ` +
        `take --covariance diagonal, or fewer columns by --columns`,
      { cause: error },
    );
  },

  shown: (model: GaussianMixture, table: TableSummary) => shown(model, table),
} satisfies Algorithm<MixtureOptions>;

function objective(logLikelihood: number): Measure {
  return { name: "log-likelihood", text: nats(logLikelihood) };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes("more of memory");
}

function shown<C extends Covariance>(
  model: GaussianMixture<C>,
  { columns }: TableSummary,
): Clustering<GaussianMixture> {
  const { covariance, sizes, weights, means, logLikelihood, parameterCount, aic, bic } = model;
  const form = forms[covariance];
  // On one scale spheres are spheres; in original units they are as wide as their columns.
  const spheres = covariance === "spherical" ? model.standardization?.scales : undefined;
  const variances = means.map((_, component) =>
    columns.map(
      (_, j) => form.variance(model.covariances, component, j) * (spheres?.[j] ?? 1) ** 2,
    ),
  );
  return {
    model,
    title: [gaussianMixture.title, `${covariance} covariance`],
    sizes: counts(sizes, 1),
    shares: { name: "weight", values: weights },
    centers: means,
    deviations: variances.map((of) => of.map(Math.sqrt)),
    closing: [
      `log-likelihood ${nats(logLikelihood)}, ${parameterCount} parameters`,
      `BIC ${nats(bic)}, AIC ${nats(aic)} (lower is better)`,
    ],
    measures: [
      objective(logLikelihood),
      { name: "BIC", text: nats(bic) },
      { name: "AIC", text: nats(aic) },
    ],
    json: {
      covariance,
      sizes,
      weights,
      means,
      covariances: spheres === undefined ? model.covariances : variances,
      logLikelihood,
      parameterCount,
      aic,
      bic,
    },
  };
}
