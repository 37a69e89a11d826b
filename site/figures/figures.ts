import { GaussianMixture } from "mixtura";
import {
  CLOSE,
  LINE,
  PAIR,
  samplePairs,
  sampleRows,
  sampleShapes,
  sigmasOf,
  WIDTHS,
} from "../../docs/figures/data.js";
import type { Hypothesis } from "./hypothesis.js";
import { linePicture } from "./line.js";
import type { Picture } from "./picture.js";
import { type Domain, planePicture } from "./plane.js";
import { digits, gaussian, hard, type Run, soft } from "./run.js";

/** One of several fits that a figure can show. */
export interface Choice {
  readonly name: string;
  /** Something that the reader may turn while this is chosen. */
  readonly dial?: Dial;
  /** @param turned where the dial is */
  readonly run: (turned: number) => Run;
}

interface Dial {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly first: number;
  /** What its position means. */
  tell(turned: number): string;
}

/** A small playground of fixed data. */
export interface Figure {
  readonly choices: readonly Choice[];
  picture(stage: HTMLElement): Picture;
}

const plane =
  (domain?: Domain) =>
  (stage: HTMLElement): Picture =>
    planePicture(stage, domain);

/** Each is made when it comes into sight. Seeds lead to the fits of the pictures in docs/figures. */
export const FIGURES: Readonly<Record<string, () => Figure>> = {
  "figure-1"() {
    const { rows } = sampleRows(CLOSE, 160, 438);
    const centroids = rows.slice(0, 2);
    return {
      choices: [{ name: "k-means, k = 2", run: () => hard(rows, { k: 2, start: { centroids } }) }],
      picture: plane(),
    };
  },

  "figure-2"() {
    const { rows } = samplePairs();
    return {
      choices: [
        { name: "random points", run: () => hard(rows, { k: 2, start: "sample", seed: 1 }) },
        { name: "k-means++", run: () => hard(rows, { k: 2 }) },
      ],
      picture: plane(),
    };
  },

  "figure-3"() {
    const { rows } = samplePairs();
    return {
      choices: [
        { name: "k-means++", run: () => hard(rows, { k: 4 }) },
        { name: "a bad start", run: () => hard(rows, { k: 4, start: "sample" }) },
      ],
      picture: plane(),
    };
  },

  "figure-4"() {
    const [weight] = LINE.weights;
    const [[mean]] = LINE.means;
    const [sigma] = sigmasOf(LINE);
    const dial = (name: string, least: number, most: number, first: number): Dial => ({
      ...{ name, least, most, step: 0.01, first },
      tell: (turned) => turned.toFixed(2),
    });
    return {
      choices: [
        {
          name: "portion",
          dial: dial("π₁", 0.02, 0.98, weight),
          run: (turned) => line(turned, mean, sigma),
        },
        {
          name: "mean",
          dial: dial("μ₁", 1, 9, mean),
          run: (turned) => line(weight, turned, sigma),
        },
        {
          name: "width",
          dial: dial("σ₁", 0.4, 2, sigma),
          run: (turned) => line(weight, mean, turned),
        },
      ],
      picture: linePicture,
    };
  },

  "figure-5"() {
    const { rows } = sampleRows(WIDTHS, 600, 7);
    return {
      choices: [
        { name: "Gaussian mixture", run: () => gaussian(rows, { k: 4 }) },
        {
          name: "a bad start",
          run: () => gaussian(rows, { k: 4, start: "sample" }),
        },
      ],
      picture: plane(),
    };
  },

  "figure-6"() {
    const { rows } = sampleShapes();
    const forms = ["spherical", "diagonal", "tied", "full"] as const;
    return {
      choices: forms.map((covariance) => ({
        name: covariance,
        run: () => gaussian(rows, { k: 3, covariance }),
      })),
      picture: plane(),
    };
  },

  "figure-7"() {
    const { rows } = sampleRows(LINE, 10_000, 1);
    return {
      choices: [
        { name: "from k-means", run: () => gaussian(rows, { k: 2 }) },
        {
          name: "from random points",
          run: () => gaussian(rows, { k: 2, start: "sample", seed: 4 }),
        },
      ],
      picture: linePicture,
    };
  },

  "figure-8"() {
    const { rows } = sampleShapes();
    const stiffness: Dial = {
      ...{ name: "stiffness β", least: -1.2, most: 2, step: 0.02, first: 0.3 },
      tell: (turned) => digits(10 ** turned),
    };
    return {
      choices: [
        { name: "hard", run: () => hard(rows, { k: 3, seed: 10 }) },
        {
          name: "soft",
          dial: stiffness,
          run: (turned) => soft(rows, { k: 3, stiffness: 10 ** turned }),
        },
        { name: "Gaussian", run: () => gaussian(rows, { k: 3, covariance: "full" }) },
      ],
      picture: plane(),
    };
  },

  "figure-9"() {
    const { rows: near } = sampleRows(PAIR, 60, 4);
    const far: Dial = {
      ...{ name: "the far point at", least: 6, most: 18, step: 0.1, first: 18 },
      tell: (turned) => turned.toFixed(1),
    };
    const rows = (turned: number) => [...near, [turned, 3.2]];
    const full = { covariance: "full" } as const;
    return {
      choices: [
        {
          name: "k-means, k = 2",
          dial: far,
          run: (turned) =>
            hard(rows(turned), { k: 2, start: { centroids: [near[0], [turned, 3.2]] } }),
        },
        {
          name: "mixture, k = 2",
          dial: far,
          run: (turned) => gaussian(rows(turned), { k: 2, ...full }),
        },
        {
          name: "mixture, k = 3",
          dial: far,
          run: (turned) => gaussian(rows(turned), { k: 3, ...full }),
        },
      ],
      picture: plane({ x: [0.2, 18.6], y: [0.4, 4.6] }),
    };
  },

  "figure-10"() {
    const { rows } = sampleShapes();
    const fits = [1, 2, 3, 4, 5, 6, 7, 8].map((k) =>
      GaussianMixture.fit(rows, { k, covariance: "full", restarts: 10 }),
    );
    const bics = fits.map(({ bic }) => bic);
    const components: Dial = {
      ...{ name: "k", least: 1, most: 8, step: 1, first: 3 },
      tell: String,
    };
    const run = (k: number): Run => {
      const { means, weights, covariances, logLikelihood, bic } = fits[k - 1];
      const hypothesis: Hypothesis = { kind: "gaussian", means, weights, matrices: covariances };
      const best = bic === Math.min(...bics) ? ", the lowest" : "";
      const words = `k = ${k}: −2 log L ${digits(-2 * logLikelihood)}, BIC ${digits(bic)}${best}`;
      return {
        ...{ rows, frames: [{ hypothesis, sharedBy: hypothesis, iteration: k, words }] },
        objective: { name: "BIC by k", values: bics },
      };
    };
    return { choices: [{ name: "full covariances", dial: components, run }], picture: plane() };
  },
};

/** The mixture of figure 4 with a first component of the reader's own. */
function line(weight: number, mean: number, sigma: number): Run {
  const other = sigmasOf(LINE)[1];
  const hypothesis: Hypothesis = {
    kind: "gaussian",
    weights: [weight, 1 - weight],
    means: [[mean], LINE.means[1]],
    matrices: [sigma, other].map((each) => [
      [each ** 2, 0],
      [0, each ** 2],
    ]),
  };
  const [, [second]] = LINE.means;
  const words = `${weight.toFixed(2)} N(${mean.toFixed(2)}, ${sigma.toFixed(2)}²) + ${(1 - weight).toFixed(2)} N(${second}, ${other.toFixed(1)}²)`;
  return {
    ...{ rows: [], frames: [{ hypothesis, sharedBy: hypothesis, iteration: 0, words }] },
    objective: { name: "", values: [] },
  };
}
