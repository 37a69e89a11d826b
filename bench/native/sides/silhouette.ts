import { KMeans } from "mixtura";
import { silhouette, silhouetteAsync } from "mixtura/metrics";
import type { Laid, Match } from "../match.js";
import { timed } from "./timed.js";

/** The mean silhouette coefficient of the same labels. */
export function silhouettes({ table, points, threads, ask }: Laid): Match {
  const { labels } = KMeans.fit(points, { k: table.k });
  const asked = { labels: Array.from(labels) };
  const mean = () =>
    threads === 1 ? silhouette(points, labels) : silhouetteAsync(points, labels, { threads });
  return {
    own: () => timed(mean, (objective) => ({ objective, iterations: 0 })),
    rivals: new Map([["silhouette", (by) => ask(by, "silhouette", asked)]]),
  };
}
