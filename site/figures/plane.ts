import type { Picture } from "./picture.js";
import { channels } from "../../cli/src/pictures/content/oklab.js";
import { huesOf, mix } from "../../docs/figures/theme.js";
import { sharesUnder } from "./hypothesis.js";
import type { Frame, Run } from "./run.js";
import { element, resize, set } from "./svg.js";

const POINT = 3;
const DISC = 9;
const ROOM = 14;
/** Pixels of the page for each that is shaded: borders are sharp in hard k-means alone. */
const GRAIN = { hard: 1, soft: 4, gaussian: 4 };
const SHADE = 46;

export interface Domain {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Points in the plane, coloured by responsibility; centroids with their trails; ellipses at 1σ and 2σ. */
export function planePicture(stage: HTMLElement, domain: Domain | undefined): Picture {
  const shade = document.createElement("canvas");
  shade.setAttribute("aria-hidden", "true");
  const svg = element("svg", { role: "img" });
  const [grid, trails, points, ellipses, discs] = [
    "grid",
    "trails",
    "points",
    "ellipses",
    "discs",
  ].map((name) => element("g", { class: name }));
  svg.append(grid, trails, points, ellipses, discs);
  stage.append(shade, svg);

  return {
    draw(run, at) {
      const frame = run.frames[at];
      const { means } = frame.hypothesis;
      const hues = huesOf(run.frames.at(-1)!.hypothesis.means);
      const view = viewOf(stage, domain ?? domainOf(run.rows));
      set(svg, { viewBox: `0 0 ${view.width} ${view.height}`, "aria-label": frame.words });
      drawGrid(grid, view);
      const share = frame.sharedBy && sharesUnder(frame.sharedBy);
      resize(points, "circle", run.rows.length, {
        r: view.width < 500 ? POINT - 0.8 : POINT,
      }).forEach((circle, i) => {
        const [x, y] = run.rows[i];
        set(circle, { cx: view.x(x).toFixed(1), cy: view.y(y).toFixed(1) });
        circle.style.fill = share === undefined ? "" : colourOf(hues, share(x, y));
      });
      drawEllipses(ellipses, frame, hues, view);
      drawTrails(trails, run, at, view);
      drawDiscs(discs, means, hues, view);
      drawShade(shade, frame, hues, view);
    },
    remove() {
      shade.remove();
      svg.remove();
    },
  };
}

interface View {
  readonly width: number;
  readonly height: number;
  readonly unit: number;
  readonly domain: Domain;
  x(value: number): number;
  y(value: number): number;
}

/** One unit is as long in both directions, and the domain in the middle. */
function viewOf(stage: HTMLElement, domain: Domain): View {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  const [dx, dy] = [domain.x[1] - domain.x[0], domain.y[1] - domain.y[0]];
  const unit = Math.min((width - 2 * ROOM) / dx, (height - 2 * ROOM) / dy);
  const [left, top] = [(width - dx * unit) / 2, (height - dy * unit) / 2];
  return {
    ...{ width, height, unit, domain },
    x: (value) => left + (value - domain.x[0]) * unit,
    y: (value) => top + (domain.y[1] - value) * unit,
  };
}

function domainOf(rows: readonly (readonly number[])[]): Domain {
  const range = (axis: number): [number, number] => {
    const values = rows.map((row) => row[axis]);
    return [Math.min(...values), Math.max(...values)];
  };
  return { x: range(0), y: range(1) };
}

function drawGrid(group: Element, view: View): void {
  const lines: [number, number, number, number][] = [];
  const first = (position: (value: number) => number, from: number, way: number) => {
    let value = Math.floor(from);
    while (position(value) * way > 0 && Math.abs(value - from) < 50) value -= 1;
    return value;
  };
  for (
    let value = first((v) => view.x(v), view.domain.x[0], 1);
    view.x(value) < view.width;
    value++
  ) {
    if (view.x(value) > 0) lines.push([view.x(value), 0, view.x(value), view.height]);
  }
  const top = view.height;
  for (let value = first((v) => top - view.y(v), view.domain.y[0], 1); view.y(value) > 0; value++) {
    if (view.y(value) < top) lines.push([0, view.y(value), view.width, view.y(value)]);
  }
  resize(group, "line", lines.length).forEach((line, i) => {
    const [x1, y1, x2, y2] = lines[i].map(Math.round);
    set(line, { x1, y1, x2, y2 });
  });
}

function drawEllipses(
  group: Element,
  { hypothesis }: Frame,
  hues: readonly string[],
  view: View,
): void {
  const matrices = hypothesis.kind === "gaussian" ? hypothesis.matrices : [];
  resize(group, "ellipse", 2 * matrices.length).forEach((ellipse, i) => {
    const c = i >> 1;
    const sigmas = 1 + (i % 2);
    const [[a, b], [, d]] = matrices[c];
    const [mx, my] = hypothesis.means[c];
    const half = Math.hypot((a - d) / 2, b);
    const middle = (a + d) / 2;
    const angle = (-Math.atan2(2 * b, a - d) * 90) / Math.PI;
    set(ellipse, { class: sigmas === 2 ? "wide" : "near" });
    Object.assign(ellipse.style, {
      transform: `translate(${view.x(mx)}px, ${view.y(my)}px) rotate(${angle}deg)`,
      rx: `${sigmas * Math.sqrt(middle + half) * view.unit}px`,
      ry: `${sigmas * Math.sqrt(Math.max(middle - half, 0)) * view.unit}px`,
      stroke: hues[c],
    });
  });
}

function drawTrails(group: Element, run: Run, at: number, view: View): void {
  const { means } = run.frames[at].hypothesis;
  resize(group, "polyline", means.length).forEach((line, c) => {
    const places = run.frames.slice(0, at + 1).map(({ hypothesis }) => hypothesis.means[c]);
    set(line, {
      points: places.map(([x, y]) => `${view.x(x).toFixed(1)},${view.y(y).toFixed(1)}`).join(" "),
    });
  });
}

function drawDiscs(
  group: Element,
  means: readonly (readonly number[])[],
  hues: readonly string[],
  view: View,
): void {
  resize(group, "g", means.length).forEach((disc, c) => {
    if (disc.children.length === 0) {
      const number = element("text", { "text-anchor": "middle", y: 4 });
      number.textContent = String(c + 1);
      disc.append(element("circle", { r: DISC }), number);
    }
    const [x, y] = means[c];
    disc.style.transform = `translate(${view.x(x)}px, ${view.y(y)}px)`;
    (disc.firstElementChild as SVGElement).style.stroke = hues[c];
  });
}

function drawShade(
  canvas: HTMLCanvasElement,
  frame: Frame,
  hues: readonly string[],
  view: View,
): void {
  const grain = GRAIN[frame.hypothesis.kind];
  const [width, height] = [view.width, view.height].map((size) => Math.ceil(size / grain));
  Object.assign(canvas, { width, height });
  if (frame.sharedBy === undefined) return;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(width, height);
  const shares = sharesUnder(frame.sharedBy);
  const [left, top] = [view.x(0), view.y(0)];
  const plain = hues.map(channels);
  for (let i = 0; i < width * height; i++) {
    const x = ((i % width) * grain - left) / view.unit;
    const y = (top - Math.floor(i / width) * grain) / view.unit;
    const each = shares(x, y);
    const whole = each.findIndex((share) => share > 0.995);
    image.data.set(whole < 0 ? channels(colourOf(hues, each)) : plain[whole], 4 * i);
    image.data[4 * i + 3] = SHADE;
  }
  context.putImageData(image, 0, 0);
}

/** The colour of a point that is shared out so. */
function colourOf(hues: readonly string[], shares: readonly number[]): string {
  const whole = shares.findIndex((share) => share > 0.995);
  return whole < 0 ? mix(hues, shares) : hues[whole];
}
