import { KMeans, Points } from "mixtura";
import type { Laid, Match } from "../match.js";
import { centroidsAt, keptStarts } from "../starts.js";
import { timed } from "./timed.js";

const ITERATIONS = 25;
const LIMITS = { maxIterations: ITERATIONS, tolerance: 0 };

/** Of scikit-learn's two ways the faster one counts. */
const RIVALS = ["lloyd", "elkan"];

const reached = ({ inertia: objective, iterations }: KMeans) => ({ objective, iterations });

/** The best of fits from so many starts, the same on both sides. */
export function givenStarts({ table, points, ask }: Laid, count: number): Match {
  const { k } = table;
  const starts = keptStarts(table, count, ITERATIONS);
  const options = starts.map((start) => ({
    ...LIMITS,
    k,
    start: { centroids: centroidsAt(points.data, table.d, start) },
  }));
  const problem = { k, starts, iterations: ITERATIONS, seed: 0 };
  const single = () => KMeans.fit(points, options[0]);
  return {
    own: () => timed(count === 1 ? single : () => bestOf(points, options), reached),
    rivals: new Map(
      RIVALS.map((algorithm) => [algorithm, () => ask("k-means", { ...problem, algorithm })]),
    ),
  };
}

/** Of several fits to the same points, copied once, the one of least inertia. */
function bestOf(
  from: Laid["points"],
  options: readonly Parameters<typeof KMeans.fit>[1][],
): KMeans {
  const points = Points.from(from);
  const models = options.map((one) => KMeans.fit(points, one));
  points.dispose();
  return models.reduce((best, model) => (model.inertia < best.inertia ? model : best));
}

/** One fit from k-means++, in each round with another seed: either side has draws of its own. */
export function defaultStart({ table, points, ask }: Laid): Match {
  const { k } = table;
  const problem = { k, starts: null, iterations: ITERATIONS };
  return {
    own: (seed) => timed(() => KMeans.fit(points, { ...LIMITS, k, seed }), reached),
    rivals: new Map(
      RIVALS.map((algorithm) => [
        algorithm,
        (seed: number) => ask("k-means", { ...problem, algorithm, seed }),
      ]),
    ),
  };
}
