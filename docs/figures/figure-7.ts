import { GaussianMixture } from "mixtura";
import { sampleRows, sigmasOf, WIDTHS } from "./data.js";
import { circles, discs, shaded } from "./marks.js";
import { page } from "./page.js";
import { drawPlane, planeAround } from "./plane.js";
import { huesOf } from "./theme.js";

/** Gaussian k-means in the plane, K = 4. */
export function figure7(): string {
  const { rows } = sampleRows(WIDTHS, 600, 7);
  const mixture = GaussianMixture.fit(rows, { k: 4, restarts: 10 });
  const { means } = mixture;
  const hues = huesOf(means);
  const plane = planeAround(rows, 680);
  const radii = (times: number) => sigmasOf(mixture).map((sigma) => times * sigma * plane.unit);
  return page(
    {
      number: 7,
      title: "Gaussian k-means, K = 4: a width and a weight for every cluster",
      subtitle: `${rows.length} points shaded by responsibility; circles at 1σ and, dashed, at 2σ round the means`,
      description: `Four clouds of points of unequal width in four colours, which blend where the clouds meet. Round each mean a circle of one and a dashed circle of two standard deviations fit the width of its cloud.`,
    },
    [
      drawPlane(plane, [
        shaded(rows, mixture.responsibilities(rows), hues),
        ...circles(means, radii(2), hues, "5 4"),
        ...circles(means, radii(1), hues),
        ...discs(means, hues),
      ]),
    ],
  );
}
