import type { Talk } from "../../data/pending.js";
import { answerTo } from "../../data/pending.js";
import { shapeOf, withRows } from "../../fitting/asking.js";
import { directionsOf } from "../../fitting/means.js";
import { occupied } from "../../fitting/occupied.js";
import { checkUpdateOptions, updatedDiagnostics } from "../../fitting/updating.js";
import { type Weighed, withWeights } from "../../fitting/weighing.js";
import { COST, HardPass } from "../../questions/hard.js";
import type { KMeansState } from "./fit.js";
import { joined } from "./joined.js";

/** What is left at least of a component that has had points. */
const LEAST = 2 ** -500;

/** A model once these points have joined those it has had. */
export function updated(state: KMeansState, points: unknown, options: unknown): KMeansState {
  const { weights, kept } = checkUpdateOptions(options);
  const unitLength = state.distance === "cosine";
  const shape = shapeOf(state, "centroids", state.centroids, unitLength);
  const { components, centroids: there } = occupied(state.centroids, state.sizes);
  // However much is forgotten, a component that has had points can have some again.
  const remembered = (size: number) => (size > 0 ? Math.max(size * kept, LEAST) : 0);
  const before = { centroids: there, sizes: components.map((c) => remembered(state.sizes[c])) };
  const d = state.dimensions;
  const work = function* ({ part, unit }: Weighed): Talk<KMeansState> {
    const pass = new HardPass(part, components.length, "one");
    try {
      const statistics = yield* answerTo(pass.eStep(there));
      const next = joined(before, statistics, unit);
      if (unitLength) directionsOf(next.centroids, part.rows, there);
      const centroids = [...state.centroids];
      const sizes = state.sizes.map(() => 0);
      components.forEach((c, i) => {
        sizes[c] = next.sizes[i];
        for (let j = 0; j < d; j++) centroids[c * d + j] = next.centroids[i * d + j];
      });
      const inertia = state.inertia * kept + statistics[COST] * unit;
      return {
        ...state,
        ...updatedDiagnostics(state, sizes),
        centroids,
        sizes,
        inertia,
        history: [inertia],
      };
    } finally {
      pass.release();
    }
  };
  return withRows(points, shape, (part) => withWeights(part, weights, shape.centres, work));
}
