import { pixelOf, mix } from "./colour.js";
import type { Grid } from "./scores.js";

/** How strongly the ground takes on the colour of the cluster that answers for it. */
const STRENGTH = 0.13;

/** The ground in the colours of the clusters, a pixel a position of the grid. */
export function tintOf(
  { columns, rows, k, scores }: Grid,
  hard: boolean,
  ground: readonly [number, number, number],
): ImageData {
  const image = new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  const shares = new Float64Array(k);
  for (let i = 0, at = 0; i < pixels.length; i++, at += k) {
    let most = -Infinity;
    for (let c = 0; c < k; c++) most = Math.max(most, scores[at + c]);
    let sum = 0;
    for (let c = 0; c < k; c++) {
      shares[c] = hard ? Number(scores[at + c] === most) : Math.exp(scores[at + c] - most);
      sum += shares[c];
    }
    for (let c = 0; c < k; c++) shares[c] /= sum;
    const [light, a, b] = mix(shares);
    pixels[i] = pixelOf(
      ground[0] + STRENGTH * (light - ground[0]),
      ground[1] + STRENGTH * (a - ground[1]),
      ground[2] + STRENGTH * (b - ground[2]),
    );
  }
  return image;
}
