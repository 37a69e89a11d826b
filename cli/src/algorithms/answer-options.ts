import { Option } from "commander";
import { GaussianMixture, KMeans } from "mixtura";
import type { ModelClass } from "./algorithm.js";
import type { Asked } from "./row-answers.js";

/** What a model can be asked of rows beside their clusters, and which models know it. */
const answers: readonly {
  readonly flag: string;
  readonly key: keyof Asked;
  readonly help: string;
  readonly known: (Model: ModelClass) => boolean;
}[] = [
  {
    flag: "--responsibilities",
    key: "responsibilities",
    help: "add how far each cluster answers for the row (soft, gaussian)",
    known: (Model) => Model !== KMeans,
  },
  {
    flag: "--log-density",
    key: "logDensity",
    help: "add how likely the row is (gaussian)",
    known: (Model) => Model === GaussianMixture,
  },
  {
    flag: "--deviations",
    key: "deviations",
    help:
      "add how far each value is from what the others of its row let expect, in standard deviations " +
      "(gaussian)",
    known: (Model) => Model === GaussianMixture,
  },
];

export function answerOptions(): Option[] {
  return answers.map(({ flag, help }) => new Option(flag, help));
}

/** The first option that asks for something; undefined: none does. */
export function askedOption(asked: Asked): string | undefined {
  return answers.find(({ key }) => asked[key])?.flag;
}

/** The first option that asks for what models of a class do not know; undefined: none does. */
export function foreignAnswer(asked: Asked, Model: ModelClass): string | undefined {
  return answers.find(({ key, known }) => asked[key] && !known(Model))?.flag;
}
