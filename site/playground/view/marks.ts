/** What is drawn as shapes: under the points the ground's lines, over them the clusters. */
import { s } from "../dom.js";
import { HUES, inkOn } from "./colour.js";
import { ellipse } from "./ellipses.js";
import type { Scene } from "./scene.js";
import type { Theme } from "./theme.js";
import { axisTicks, ticksAcross } from "./ticks.js";
import type { Window } from "./window.js";

/** The clusters as they are drawn at one time. */
export interface Clusters {
  readonly centroids: readonly (readonly [number, number])[];
  /** Where each has been before, the start first. */
  readonly trails: readonly (readonly (readonly [number, number])[])[];
  /** 2 × 2 covariances. */
  readonly widths: readonly (readonly (readonly number[])[])[];
  /** Along a line: densities of the clusters, and their sum. */
  readonly densities: readonly (readonly (readonly [number, number])[])[];
  readonly single: number | undefined;
}

const path = (points: readonly (readonly [number, number])[], window: Window) =>
  points
    .map(([x, y], i) => `${i ? "L" : "M"}${window.x(x).toFixed(1)} ${window.y(y).toFixed(1)}`)
    .join("");

/** Lines of a grid, with their numbers. */
export function gridMarks(scene: Scene, window: Window, theme: Theme): SVGElement[] {
  if (scene.kind === "map") return [];
  const { width, height } = window;
  const seen = (value: number, size: number) => value > 14 && value < size - 14;
  const text = { "font-size": 11, fill: theme.muted, "font-family": "inherit" };
  // Numbers make way for the name of their axis.
  const named = 7 * scene.labels[0].length + 24;
  const x = ticksAcross([window.valueX(0), window.valueX(width)], scene.labels[0], width)
    .map((tick) => ({ ...tick, at: window.x(tick.value) }))
    .filter(({ at }) => seen(at, width))
    .flatMap(({ at, text: number }) => [
      s("line", { x1: at, x2: at, y1: 0, y2: height, stroke: theme.line }),
      ...(at > width - named - 7 * number.length
        ? []
        : [s("text", { ...text, x: at + 3, y: height - 5 }, number)]),
    ]);
  const y = axisTicks([window.valueY(height), window.valueY(0)], scene.labels[1], height / 70)
    .map((tick) => ({ ...tick, at: window.y(tick.value) }))
    .filter(({ at }) => at > 32 && at < height - 24)
    .filter(({ value }) => scene.kind !== "line" || value >= 0)
    .flatMap(({ at, text: number }) => [
      s("line", { x1: 0, x2: width, y1: at, y2: at, stroke: theme.line }),
      s("text", { ...text, x: 5, y: at - 3 }, number),
    ]);
  const name = { ...text, fill: theme.ink, "font-size": 12, "text-anchor": "end" };
  return [
    ...x,
    ...y,
    s("text", { ...name, x: width - 8, y: height - 5 }, scene.labels[0]),
    s("text", { ...name, "text-anchor": "start", x: 6, y: 16 }, scene.labels[1]),
  ];
}

/** The coasts; the second copy is what lies beyond the date line. */
export function landMarks(land: string, window: Window, theme: Theme): SVGElement[] {
  const at = (east: number) => {
    const [x, y] = [window.x(east), window.y(0)];
    return `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${window.unitX.toFixed(4)})`;
  };
  const shape = { d: land, fill: theme.line, "fill-opacity": 0.55, stroke: theme.muted };
  return [0, 360].map((east) =>
    s("path", {
      ...shape,
      transform: at(east),
      "stroke-width": 0.6,
      "stroke-opacity": 0.7,
      "vector-effect": "non-scaling-stroke",
    }),
  );
}

export const borderMark = (d: string, theme: Theme): SVGElement =>
  s("path", {
    d,
    fill: "none",
    stroke: theme.ink,
    "stroke-opacity": 0.55,
    "stroke-width": 1.25,
  });

/** Radius of the disc that carries a cluster's number. */
const DISC = 11;

/** All but the numbered discs, which stay the same elements and move. */
export function clusterMarks(clusters: Clusters, window: Window, theme: Theme): SVGElement[] {
  const { single } = clusters;
  const faded = (c: number) => (single === undefined || single === c ? 1 : 0.2);
  const curves = clusters.densities.map((curve, c) => {
    const sum = c === clusters.densities.length - 1;
    return s("path", {
      d: path(curve, window),
      fill: "none",
      stroke: sum ? theme.ink : HUES[c],
      "stroke-width": sum ? 1.5 : 2.5,
      opacity: sum ? 0.8 : faded(c),
    });
  });
  const ellipses = clusters.widths.flatMap((matrix, c) => {
    const [x, y] = clusters.centroids[c];
    const outline = (deviations: number) =>
      ellipse(matrix, deviations).map(([u, v]) => [x + u, y + v] as const);
    // The squares of values near 1e300 are beyond all numbers.
    if (!outline(2).flat().every(Number.isFinite)) return [];
    const shape = { fill: "none", opacity: faded(c) };
    return [1, 2].flatMap((deviations) => {
      const d = `${path(outline(deviations), window)}Z`;
      const dash = deviations === 2 ? "4 4" : undefined;
      return [
        s("path", { ...shape, d, stroke: theme.ground, "stroke-width": 4, "stroke-opacity": 0.6 }),
        s("path", { ...shape, d, stroke: HUES[c], "stroke-width": 2, "stroke-dasharray": dash }),
      ];
    });
  });
  const trails = clusters.trails.flatMap((trail, c) => {
    if (trail.length < 2) return [];
    const d = path(trail, window);
    const [x, y] = trail[0];
    const shape = { fill: "none", opacity: faded(c), "stroke-linejoin": "round" };
    return [
      s("path", { ...shape, d, stroke: theme.ground, "stroke-width": 4.5, "stroke-opacity": 0.75 }),
      s("path", { ...shape, d, stroke: theme.ink, "stroke-width": 1.5 }),
      s("circle", {
        ...{ cx: window.x(x), cy: window.y(y), r: 3.5, opacity: faded(c) },
        ...{ fill: theme.ground, stroke: theme.ink, "stroke-width": 1.25 },
      }),
    ];
  });
  return [...ellipses, ...curves, ...trails];
}

/** A disc with the number of its cluster; longer, and of no hue, where several coincide. */
export function discMarks(members: readonly number[], theme: Theme): SVGElement[] {
  const alone = members.length === 1;
  const fill = alone ? HUES[members[0]] : theme.ink;
  const half = DISC + (members.length - 1) * 6.5;
  const pill = (by: number) => ({
    ...{ x: -half - by, y: -DISC - by, width: 2 * (half + by), height: 2 * (DISC + by) },
    rx: DISC + by,
  });
  return [
    s("rect", { ...pill(2), fill: theme.ground, class: "mx-halo" }),
    s("rect", { ...pill(0), fill, stroke: theme.ink, "stroke-width": 1.5 }),
    s(
      "text",
      {
        ...{ "text-anchor": "middle", y: 4.3, "font-size": 12.5, "font-weight": 700 },
        ...{ fill: alone ? inkOn(fill) : theme.ground, "font-family": "inherit" },
      },
      members.map((c) => c + 1).join(" "),
    ),
  ];
}
