import { GaussianMixture } from "mixtura";
import { matricesOf, sampleRows, WIDTHS } from "./data.js";
import { cornersOf, discs, ellipses, shaded } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, planeAround } from "./plane.js";
import { huesOf } from "./theme.js";

/** A spherical Gaussian mixture in the plane, k = 4. */
export function figure5(): string {
  const { rows } = sampleRows(WIDTHS, 600, 7);
  const mixture = GaussianMixture.fit(rows, { k: 4, restarts: 10 });
  const { means } = mixture;
  const hues = huesOf(means);
  const covariances = matricesOf(mixture);
  const plane = planeAround([...rows, ...cornersOf(means, covariances, 2)], 680);
  return page(
    {
      number: 5,
      title: "Gaussian mixture, k = 4: a width and a weight for every component",
      subtitle: `${rows.length} points shaded by responsibility; circles at 1σ and, dashed, at 2σ round the means`,
      description: `Four clouds of points of unequal width in four colours, which blend where the clouds meet. Round each mean a circle of one and a dashed circle of two standard deviations fit the width of its cloud.`,
    },
    [
      drawPlane(plane, [
        shaded(rows, mixture.responsibilities(rows), hues),
        ...ellipses(means, covariances, 2, hues, "5 4"),
        ...ellipses(means, covariances, 1, hues),
        ...discs(means, hues),
      ]),
    ],
  );
}
