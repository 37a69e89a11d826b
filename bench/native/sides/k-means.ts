import { KMeans, Points } from "mixtura";
import type { Laid, Match } from "../match.js";
import { centroidsAt, keptStarts } from "../starts.js";
import { timed } from "./timed.js";

const ITERATIONS = 25;
const LIMITS = { maxIterations: ITERATIONS, tolerance: 0 };

/** Of scikit-learn's two ways the faster one counts. */
const RIVALS = ["lloyd", "elkan"];

type Fit = (
  points: Laid["points"] | Points,
  options: Parameters<typeof KMeans.fit>[1],
) => KMeans | Promise<KMeans>;

function fitOn(threads: Laid["threads"]): Fit {
  if (threads === 1) return (points, options) => KMeans.fit(points, options);
  return (points, options) => KMeans.fitAsync(points, { ...options, threads });
}

const reached = ({ inertia: objective, iterations }: KMeans) => ({ objective, iterations });

/** The best of fits from so many starts, the same on both sides. */
export function givenStarts({ table, points, threads, ask }: Laid, count: number): Match {
  const { k } = table;
  const fit = fitOn(threads);
  const starts = keptStarts(table, count, ITERATIONS);
  const options = starts.map((start) => ({
    ...LIMITS,
    k,
    start: { centroids: centroidsAt(points.data, table.d, start) },
  }));
  const problem = { k, starts, iterations: ITERATIONS, seed: 0 };
  const single = () => fit(points, options[0]);
  return {
    own: () => timed(count === 1 ? single : () => bestOf(fit, points, options), reached),
    rivals: new Map(
      RIVALS.map((algorithm) => [algorithm, (by) => ask(by, "k-means", { ...problem, algorithm })]),
    ),
  };
}

/** Of several fits to the same points, copied once, the one of least inertia. */
async function bestOf(
  fit: Fit,
  from: Laid["points"],
  options: readonly Parameters<Fit>[1][],
): Promise<KMeans> {
  const points = Points.from(from);
  const models: KMeans[] = [];
  for (const one of options) models.push(await fit(points, one));
  points.dispose();
  return models.reduce((best, model) => (model.inertia < best.inertia ? model : best));
}

/** One fit from k-means++, in each round with another seed: either side has draws of its own. */
export function defaultStart({ table, points, threads, ask }: Laid): Match {
  const { k } = table;
  const fit = fitOn(threads);
  const problem = { k, starts: null, iterations: ITERATIONS };
  return {
    own: (seed) => timed(() => fit(points, { ...LIMITS, k, seed }), reached),
    rivals: new Map(
      RIVALS.map((algorithm) => [
        algorithm,
        (by, seed) => ask(by, "k-means", { ...problem, algorithm, seed }),
      ]),
    ),
  };
}
