import { KMeans } from "mixtura";
import { silhouette } from "mixtura/metrics";
import type { Laid, Match } from "../match.js";
import { timed } from "./timed.js";

/** The mean silhouette coefficient of the same labels. */
export function silhouettes({ table, points, ask }: Laid): Match {
  const { labels } = KMeans.fit(points, { k: table.k });
  const asked = { labels: Array.from(labels) };
  return {
    own: () =>
      timed(
        () => silhouette(points, labels),
        (objective) => ({ objective, iterations: 0 }),
      ),
    rivals: new Map([["silhouette", () => ask("silhouette", asked)]]),
  };
}
