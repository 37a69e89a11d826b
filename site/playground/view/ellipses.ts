import { GaussianMixture, SoftKMeans } from "mixtura";
import type { Moment } from "../run/moment.js";
import { covariancesOf } from "./scores.js";
import type { Scene } from "./scene.js";

/** The 2 × 2 covariance of each cluster as the scene shows it; none where it has no widths. */
export function widthsOf(
  { model }: Moment,
  { kind }: Scene,
  axes: readonly [number, number],
): number[][][] {
  if (kind === "line" || kind === "map") return [];
  const [x, y] = kind === "plane" ? [0, 1] : axes;
  const scales = model.standardization?.scales;
  const shadow = (matrix: readonly (readonly number[])[]) => [
    [matrix[x][x], matrix[x][y]],
    [matrix[y][x], matrix[y][y]],
  ];
  if (model instanceof GaussianMixture) return covariancesOf(model, scales).map(shadow);
  // β = 1/σ² says how wide all clusters of soft k-means are.
  if (!(model instanceof SoftKMeans) || model.distance !== "half-squared") return [];
  // Without any stiffness they have no bounds.
  if (!Number.isFinite(1 / model.stiffness)) return [];
  const one = [
    [(scales?.[x] ?? 1) ** 2 / model.stiffness, 0],
    [0, (scales?.[y] ?? 1) ** 2 / model.stiffness],
  ];
  return Array.from({ length: model.k }, () => one);
}

/** So many standard deviations round the origin: the Cholesky factor takes the circle there. */
export function ellipse([[a, b], [, d]]: readonly (readonly number[])[], deviations: number) {
  const width = Math.sqrt(a);
  const slant = width > 0 ? b / width : 0;
  const height = Math.sqrt(Math.max(d - slant * slant, 0));
  return Array.from({ length: 64 }, (_, i): [number, number] => {
    const angle = (2 * Math.PI * i) / 64;
    const [u, v] = [deviations * Math.cos(angle), deviations * Math.sin(angle)];
    return [width * u, slant * u + height * v];
  });
}
