import * as Plot from "@observablehq/plot";
import { deepen, PANEL, RIM } from "../content/colors.js";
import { hueOf } from "../content/hues.js";
import { mix } from "../content/oklab.js";
import type { Covariance2, Point, Scatter } from "../content/picture.js";
import { nearby } from "./clip.js";
import { numbered } from "./discs.js";
import { framed, type Frame } from "./frame.js";
import type { Sheet } from "./page.js";

const XY = { x: "0", y: "1" } as const;

export function drawScatter(scatter: Scatter, size: Omit<Frame, "x" | "y" | "upright">): Sheet {
  const { points, labels, shares, centers, covariances } = scatter;
  const hues = centers.map((_, c) => hueOf(c));
  const fill = points.map((_, i) => (shares === null ? hues[labels[i]] : mix(hues, shares[i])));
  const r = radius(points.length) * (size.width < 400 ? 0.85 : 1);
  // Where points are small, it would be most that is seen of them.
  const strokeWidth = r < 2.5 ? 0.3 : 0.5;
  const frame = { ...size, x: scatter.x, y: scatter.y, title: scatter.title, upright: true };
  return framed(frame, [
    Plot.dot(points, { ...XY, r, fill, stroke: RIM, strokeWidth }),
    ...(covariances === null ? [] : ellipses(scatter, covariances)),
    ...numbered(centers, frame),
  ]);
}

/** Of a point, in pixels. */
function radius(count: number): number {
  return count <= 500 ? 3.2 : count <= 2000 ? 2.6 : 2.1;
}

/** One and two standard deviations round each mean. */
function ellipses({ centers, x, y }: Scatter, covariances: readonly Covariance2[]): Plot.Markish[] {
  return centers.flatMap((mean, c) =>
    [1, 2].flatMap((deviations) => {
      const line = nearby(ellipse(mean, covariances[c], deviations), x.domain, y.domain);
      const hue = hueOf(c);
      return [
        Plot.line(line, {
          ...{ ...XY, clip: true, fill: hue, fillOpacity: 0.08 },
          ...{ stroke: PANEL, strokeWidth: 3.5, strokeOpacity: 0.7 },
        }),
        Plot.line(line, {
          ...{ ...XY, clip: true, stroke: deepen(hue), strokeWidth: 2 },
          strokeDasharray: deviations === 2 ? "5 4" : "none",
        }),
      ];
    }),
  );
}

/** The Cholesky factor takes the circle to the ellipse. */
function ellipse([x, y]: Point, { xx, xy, yy }: Covariance2, deviations: number): Point[] {
  const width = Math.sqrt(xx);
  const slant = width > 0 ? xy / width : 0;
  // Rounding may leave a hair less than nothing of a line.
  const height = Math.sqrt(Math.max(yy - slant * slant, 0));
  return Array.from({ length: 72 }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / 72;
    const [u, v] = [deviations * Math.cos(angle), deviations * Math.sin(angle)];
    return [x + width * u, y + slant * u + height * v];
  });
}
