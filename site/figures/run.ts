import {
  type Covariance,
  type Diagnostic,
  GaussianMixture,
  type GaussianMixtureOptions,
  KMeans,
  type KMeansOptions,
  SoftKMeans,
  type SoftKMeansOptions,
} from "mixtura";
import { matricesOf } from "../../docs/figures/data.js";
import { E_STEPS, M_STEPS } from "../playground/run/words.js";
import type { Hypothesis } from "./hypothesis.js";

type Rows = readonly (readonly number[])[];

/** What is to be seen at one moment of a fit. */
export interface Frame {
  readonly hypothesis: Hypothesis;
  /** What the points are shared out by: what was believed before, between E-step and M-step; nothing at the start. */
  readonly sharedBy: Hypothesis | undefined;
  /** How many iterations are done. */
  readonly iteration: number;
  readonly words: string;
}

/** A whole fit, to be gone through. */
export interface Run {
  readonly rows: Rows;
  readonly frames: readonly Frame[];
  /** What the fit drives up or down, after each iteration. */
  readonly objective: { readonly name: string; readonly values: readonly number[] };
}

/** Halves of iterations are shown of so many; then whole ones. */
const HALVES = 5;
/** Of longer fits, not every iteration is shown. */
const SHOWN = 24;

interface Told {
  readonly hypothesis: Hypothesis;
  readonly objective: number;
}

export function hard(rows: Rows, options: KMeansOptions): Run {
  const of = (means: number[][]): Hypothesis => ({ kind: "hard", means });
  const start = KMeans.fit(rows, { ...options, maxIterations: 0 });
  const { told, model } = through(KMeans.steps(rows, options), ({ centroids, inertia }) => ({
    hypothesis: of(centroids),
    objective: inertia,
  }));
  return runOf(rows, of(start.centroids), told, model, "inertia");
}

export function soft(rows: Rows, options: SoftKMeansOptions): Run {
  const { stiffness } = options;
  const of = (means: number[][]): Hypothesis => ({ kind: "soft", means, stiffness });
  const start = SoftKMeans.fit(rows, { ...options, maxIterations: 0 });
  const { told, model } = through(SoftKMeans.steps(rows, options), ({ centroids, freeEnergy }) => ({
    hypothesis: of(centroids),
    objective: freeEnergy,
  }));
  return runOf(rows, of(start.centroids), told, model, "free energy");
}

export function gaussian(rows: Rows, options: GaussianMixtureOptions): Run {
  type Parts = Pick<GaussianMixture, "means" | "weights" | "covariance" | "covariances" | "k">;
  const of = (mixture: Parts): Hypothesis => ({
    ...{ kind: "gaussian", means: mixture.means, weights: mixture.weights },
    matrices: matricesOf(mixture),
  });
  const start = GaussianMixture.fit<Covariance>(rows, { ...options, maxIterations: 0 });
  const { covariance } = start;
  const { told, model } = through(GaussianMixture.steps<Covariance>(rows, options), (step) => ({
    hypothesis: of({ ...step, covariance, k: step.means.length }),
    objective: step.logLikelihood,
  }));
  return runOf(rows, of(start), told, model, "log-likelihood", `; BIC ${digits(model.bic)}`);
}

/** All that a generator of steps yields, and what it returns. */
function through<Step, Model>(steps: Iterator<Step, Model>, tell: (step: Step) => Told) {
  const told: Told[] = [];
  let next = steps.next();
  for (; !next.done; next = steps.next()) told.push(tell(next.value));
  return { told, model: next.value };
}

function runOf(
  rows: Rows,
  start: Hypothesis,
  told: readonly Told[],
  { converged, diagnostics }: { converged: boolean; diagnostics: readonly Diagnostic[] },
  name: string,
  verdict = "",
): Run {
  const frames: Frame[] = [
    { hypothesis: start, sharedBy: undefined, iteration: 0, words: "Start: a first guess" },
  ];
  const stride = Math.ceil(told.length / SHOWN);
  told.forEach(({ hypothesis, objective }, t) => {
    const iteration = t + 1;
    const last = iteration === told.length;
    const value = `${name} ${digits(objective)}`;
    if (t < HALVES) {
      const before = t === 0 ? start : told[t - 1].hypothesis;
      const sharedBy = before;
      frames.push({
        hypothesis: before,
        sharedBy,
        iteration: t,
        words: `${iteration}. E-step: ${E_STEPS[start.kind]}`,
      });
      frames.push({
        hypothesis,
        sharedBy,
        iteration,
        words: `${iteration}. M-step: ${M_STEPS[start.kind]}; ${value}`,
      });
    } else if (!last && iteration % stride === 0) {
      frames.push({
        hypothesis,
        sharedBy: hypothesis,
        iteration,
        words: `Iteration ${iteration}; ${value}`,
      });
    }
    if (last) {
      const end = converged ? "nothing moves any more" : "stopped before it converged";
      const remarks = diagnostics
        .filter(({ code }) => code !== "not-converged")
        .map(({ code }) => `; ${code}`);
      const words = `After ${iteration} ${iteration === 1 ? "iteration" : "iterations"} ${end}; ${value}${verdict}${remarks.join("")}`;
      frames.push({ hypothesis, sharedBy: hypothesis, iteration, words });
    }
  });
  return { rows, frames, objective: { name, values: told.map(({ objective }) => objective) } };
}

/** A number as one reads it, with a minus sign that is one. */
export function digits(value: number): string {
  const places = Math.abs(value) < 10 ? 2 : Math.abs(value) < 1000 ? 1 : 0;
  return value.toFixed(places).replace("-", "−");
}
