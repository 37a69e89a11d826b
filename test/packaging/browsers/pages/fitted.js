/* global performance */
import { KMeans } from "mixtura";

// Three clusters of 50 in four dimensions.
const points = Array.from({ length: 150 }, (_, i) =>
  [0, 1, 2, 3].map((j) => ((i * (7 + j)) % 13) + 20 * (i % 3)),
);
KMeans.fit(points, { k: 3 });
// Counted from the start of the navigation.
globalThis.said = { outcome: performance.now() };
