import { expect, it } from "vitest";
import { clustersPicture } from "../../../cli/src/pictures/content/clusters-picture.js";
import { pngOf, ZOOM } from "../../../cli/src/pictures/png.js";
import { svgOf } from "../../../cli/src/pictures/svg/draw.js";
import { groups } from "./shown.js";

const { options, gaussian } = groups(3, 2);
const svg = svgOf(clustersPicture(options, [gaussian]));
const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)!.map(Number);

it("has twice the pixels of the drawing", () => {
  const png = Buffer.from(pngOf(svg));
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([ZOOM * width, ZOOM * height]);
});

it("draws what reaches far out of the picture", () => {
  const { options, clusters } = groups(2, 1);
  const far = (variance: number, d: number) => {
    const { options, clusters } = groups(2, d);
    const covariance = (_: number, u: readonly number[], v: readonly number[]) =>
      variance * u.reduce((sum, value, j) => sum + value * v[j], 0);
    return clustersPicture(options, [
      { ...clusters, gaussian: { weights: [0.5, 0.5], covariance } },
    ]);
  };
  for (const variance of [1e-30, 1e30, 1e200]) {
    for (const d of [1, 2, 3]) {
      const svg = svgOf(far(variance, d));
      expect(svg).not.toMatch(/[-"',LM ]\d{5}/);
      expect(pngOf(svg).length).toBeGreaterThan(10_000);
    }
  }
  const sentinel = options.values.map((value, i) => (i === 0 ? -1e9 : value));
  const picture = clustersPicture({ ...options, values: sentinel }, [clusters]);
  expect(pngOf(svgOf(picture)).length).toBeGreaterThan(10_000);
});

it("is the same bytes twice, and shows its texts", () => {
  const png = Buffer.from(pngOf(svg));
  expect(png.equals(pngOf(svg))).toBe(true);
  for (const text of [options.title, "column_0", "numbers: the clusters"]) {
    expect(svg).toContain(text);
    expect(png.equals(pngOf(svg.replaceAll(text, "")))).toBe(false);
  }
  for (const letters of ["× β σ … – ü ß é", "Привет", "ελ"]) {
    const other = pngOf(svg.replaceAll(`>${options.title}<`, `>${letters}<`));
    expect(Buffer.from(pngOf(svg.replaceAll(`>${options.title}<`, "><"))).equals(other)).toBe(
      false,
    );
  }
});
