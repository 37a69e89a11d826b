import type { Machine } from "../machine.js";

/** What the JavaScript race came to, as bench/results/javascript.json keeps it. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly heats: readonly Heat[];
}

/** One problem, fitted by all who can. */
export interface Heat {
  readonly algorithm: string;
  /** The form of a mixture's covariances, or what else tells heats of one algorithm apart. */
  readonly form: string;
  readonly n: number;
  readonly d: number;
  readonly k: number;
  readonly runs: readonly Run[];
}

/** How a contestant did. */
export interface Run {
  readonly name: string;
  /** Of a whole fit, the median of all. */
  readonly milliseconds: number;
  readonly iterations: number;
  readonly objective: number;
}

/** How far the objectives of the others are from mixtura's, at most, relative to it. */
export function disagreement({ runs }: Heat): number {
  const own = runs.find(({ name }) => name === "mixtura")!.objective;
  return Math.max(...runs.map(({ objective }) => Math.abs(objective / own - 1)));
}

/** Beyond this, two objectives are of different solutions. */
export const AGREEMENT = 1e-9;

/** Whether all solved the same problem, so that their times can be compared. */
export function counts(heat: Heat): boolean {
  return disagreement(heat) <= AGREEMENT;
}

/** How many times as long a contestant takes as mixtura; undefined where it took no part. */
export function ratio({ runs }: Heat, rival: string): number | undefined {
  const of = (name: string) => runs.find((run) => run.name === name)?.milliseconds;
  const theirs = of(rival);
  return theirs === undefined ? undefined : theirs / of("mixtura")!;
}

/** What a group of heats has to reach against one rival. */
export interface Group {
  readonly name: string;
  readonly rival: string;
  readonly belongs: (heat: Heat) => boolean;
  readonly target: number | undefined;
}

const PLAIN = "plain TypeScript";

const of = (algorithm: string) => (heat: Heat) => heat.algorithm === algorithm;
const hard = of("hard");

export const GROUPS: readonly Group[] = [
  { name: "hard k-means", rival: PLAIN, belongs: hard, target: 6 },
  { name: "soft k-means", rival: PLAIN, belongs: of("soft"), target: 6 },
  { name: "Gaussian mixtures", rival: PLAIN, belongs: of("Gaussian"), target: 6 },
  {
    name: "hard k-means, d ≥ 8",
    rival: "ml-kmeans",
    belongs: (heat) => hard(heat) && heat.d >= 8,
    target: 20,
  },
  {
    name: "hard k-means, d = 2 and 3",
    rival: "ml-kmeans",
    belongs: (heat) => hard(heat) && heat.d <= 3,
    target: 15,
  },
  {
    name: "hard k-means, 150 × 4, k = 3",
    rival: "ml-kmeans",
    belongs: (heat) => hard(heat) && heat.n === 150,
    target: 3,
  },
  { name: "hard k-means", rival: "ml-kmeans", belongs: hard, target: undefined },
  { name: "hard k-means", rival: "skmeans", belongs: hard, target: undefined },
];
