import * as Plot from "@observablehq/plot";
import { INK, MUTED, PANEL } from "../content/colors.js";
import { hueOf } from "../content/hues.js";
import type { Point } from "../content/picture.js";
import type { Frame } from "./frame.js";

/** With more, numbers would hide all else. */
export const MOST_NUMBERS = 40;

const RADIUS = 10;

/** The number of each cluster at its centre, or beside it where others are in the way. */
export function numbered(
  centers: readonly Point[],
  { x, y, width, height }: Pick<Frame, "x" | "y" | "width" | "height">,
): Plot.Markish[] {
  if (centers.length > MOST_NUMBERS) {
    return [Plot.dot(centers, { x: "0", y: "1", r: 3, fill: PANEL, stroke: INK })];
  }
  const [left, right] = x.domain;
  const [bottom, top] = y.domain;
  const pixels = centers.map(([u, v]): Point => [
    ((u - left) / (right - left)) * width,
    ((v - bottom) / (top - bottom)) * height,
  ]);
  const discs = apart(pixels, 2 * RADIUS + 2, [width, height]).map(([u, v], c) => ({
    x: left + (u / width) * (right - left),
    y: bottom + (v / height) * (top - bottom),
    moved: Math.hypot(u - pixels[c][0], v - pixels[c][1]) > RADIUS / 2,
    centerX: centers[c][0],
    centerY: centers[c][1],
    hue: hueOf(c),
    number: String(c),
  }));
  const moved = discs.filter((disc) => disc.moved);
  const place = { x: "x", y: "y" } as const;
  return [
    Plot.link(moved, { x1: "x", y1: "y", x2: "centerX", y2: "centerY", stroke: INK }),
    Plot.dot(moved, { x: "centerX", y: "centerY", r: 2.5, fill: INK }),
    Plot.dot(discs, { ...place, r: RADIUS + 1.5, fill: MUTED, fillOpacity: 0.5 }),
    Plot.dot(discs, { ...place, r: RADIUS, fill: PANEL, stroke: "hue", strokeWidth: 2.5 }),
    Plot.text(discs, { ...place, text: "number", fontSize: 12, fontWeight: 600, fill: INK }),
  ];
}

const TURNS = 300;

/** Places as near to those given as they can be with so much between any two. */
export function apart(
  places: readonly Point[],
  distance: number,
  [width, height]: readonly [number, number],
): Point[] {
  const moved = places.map(([x, y]): [number, number] => [x, y]);
  const edge = distance / 2;
  for (let turn = 0; turn < TURNS; turn++) {
    let clash = false;
    for (let a = 0; a < moved.length; a++) {
      for (let b = 0; b < a; b++) {
        let [dx, dy] = [moved[a][0] - moved[b][0], moved[a][1] - moved[b][1]];
        const between = Math.hypot(dx, dy);
        if (between >= distance) continue;
        clash = true;
        // Two in one place part each pair in a direction of its own.
        if (between < 1e-6) [dx, dy] = [Math.cos(a + 2.4 * b), Math.sin(a + 2.4 * b)];
        else [dx, dy] = [dx / between, dy / between];
        const push = (distance - between) / 2 + 0.1;
        moved[a] = [moved[a][0] + dx * push, moved[a][1] + dy * push];
        moved[b] = [moved[b][0] - dx * push, moved[b][1] - dy * push];
      }
    }
    for (const place of moved) {
      place[0] = Math.min(Math.max(place[0], edge), width - edge);
      place[1] = Math.min(Math.max(place[1], edge), height - edge);
    }
    if (!clash) break;
  }
  return moved;
}
