import { h, s } from "../dom.js";
import type { Moment } from "../run/moment.js";
import { bordersOf } from "./borders.js";
import { labOf } from "./colour.js";
import {
  borderMark,
  clusterMarks,
  discMarks,
  gridMarks,
  landMarks,
  type Clusters,
} from "./marks.js";
import { nearest, neighbour } from "./nearest.js";
import { PointsLayer } from "./points-layer.js";
import type { Scene } from "./scene.js";
import { gridOf } from "./scores.js";
import type { Theme } from "./theme.js";
import { tintOf } from "./tint.js";
import { together } from "./together.js";
import { windowOf, type Window } from "./window.js";

/** What happens on the sheet; positions are in the units of its axes. */
interface PlotEvents {
  /** A point came under the pointer, or was chosen by a key; undefined: none is. */
  picked(point: number | undefined): void;
  /** A cluster's disc was clicked, or Enter pressed on it. */
  singled(cluster: number): void;
  /** A disc is on its way; `done` when it is let go. */
  dragged(cluster: number, to: readonly [number, number], done: boolean): void;
  /** In drawing mode: a point, or undefined where a stroke has ended. */
  drawn(at: readonly [number, number] | undefined): void;
}

/** Pixels between the positions at which borders are looked for. */
const STEP = 4;
/** Pixels that an arrow key moves a disc or the pen. */
const NUDGE = 8;
const DIRECTIONS: Readonly<Partial<Record<string, readonly [number, number]>>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The sheet: ground, points and clusters, one above the other. */
export class Plot {
  readonly element: HTMLElement;
  readonly #events: PlotEvents;
  readonly #tint = h("canvas", { class: "mx-tint", "aria-hidden": "true" });
  readonly #canvas = h("canvas", { class: "mx-points", "aria-hidden": "true" });
  readonly #under = s("svg", { "aria-hidden": "true" });
  readonly #over: SVGSVGElement;
  readonly #grid = s("g");
  readonly #border = s("g");
  readonly #shapes = s("g");
  readonly #discs = s("g");
  readonly #ring = s("g", { "pointer-events": "none" });
  readonly #legend = h(
    "p",
    { class: "mx-legend", hidden: true },
    "solid: 1 standard deviation, dashed: 2",
  );
  readonly #points: PointsLayer;
  readonly #observer: ResizeObserver;
  #scene: Scene | undefined;
  #window: Window | undefined;
  #land: string | undefined;
  #theme: Theme;
  #moment: Moment | undefined;
  #clusters: Clusters | undefined;
  #picked: number | undefined;
  #pen: [number, number] | undefined;
  #drawing = false;

  constructor(theme: Theme, events: PlotEvents) {
    this.#theme = theme;
    this.#events = events;
    this.#points = new PointsLayer(this.#canvas);
    this.#under.append(this.#grid, this.#border);
    this.#over = s(
      "svg",
      {
        class: "mx-over",
        tabindex: 0,
        role: "application",
        "aria-label": "Scatter plot. Arrow keys go from point to point, Tab to the clusters.",
        onpointermove: (event: PointerEvent) => this.#moved(event),
        onpointerdown: (event: PointerEvent) => this.#pressed(event),
        onpointerup: (event: PointerEvent) => this.#released(event),
        onpointercancel: (event: PointerEvent) => this.#released(event),
        onpointerleave: () => this.#events.picked(undefined),
        onkeydown: (event: KeyboardEvent) => this.#typed(event),
      },
      this.#shapes,
      this.#discs,
      this.#ring,
    );
    this.element = h(
      "div",
      { class: "mx-sheet" },
      this.#tint,
      this.#under,
      this.#canvas,
      this.#over,
      this.#legend,
    );
    this.#observer = new ResizeObserver(() => this.#fit());
    this.#observer.observe(this.element);
  }

  dispose(): void {
    this.#observer.disconnect();
  }

  get window(): Window | undefined {
    return this.#window;
  }

  get layers() {
    return { tint: this.#tint, under: this.#under, points: this.#canvas, over: this.#over };
  }

  get colours(): Float32Array {
    return this.#points.shown;
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#fit();
  }

  setScene(scene: Scene, land: string | undefined): void {
    this.#scene = scene;
    this.#land = land;
    this.#moment = undefined;
    this.#picked = undefined;
    // Where clusters of other points were says nothing here.
    this.#clusters = undefined;
    this.#shapes.replaceChildren();
    this.#legend.hidden = true;
    this.#fit();
  }

  /** Whether presses put points, and where the pen is for those who draw by keys. */
  setDrawing(drawing: boolean): void {
    this.#drawing = drawing;
    this.#pen = undefined;
    this.element.classList.toggle("mx-drawing", drawing);
  }

  paint(from: Float32Array, to: Float32Array, along: number): void {
    this.#points.paint(from, to, along);
  }

  /** The parameters that share out the ground; undefined before the first E-step. */
  setGround(moment: Moment | undefined): void {
    if (this.#moment === moment) return;
    this.#moment = moment;
    this.#drawGround();
  }

  setClusters(clusters: Clusters): void {
    this.#clusters = clusters;
    this.#drawClusters();
  }

  setPicked(point: number | undefined): void {
    this.#picked = point;
    this.#drawRing();
  }

  /** Anew for a size of the sheet, a scene or a theme. */
  #fit(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (this.#scene === undefined || width === 0 || height === 0) return;
    this.#window = windowOf(this.#scene, width, height);
    for (const layer of [this.#under, this.#over]) {
      layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
      layer.setAttribute("width", String(width));
      layer.setAttribute("height", String(height));
    }
    const density = Math.min(devicePixelRatio || 1, 2);
    this.#points.place(this.#scene.positions, this.#window, density, this.#theme);
    this.#points.paint(this.#points.shown, this.#points.shown, 1);
    const land = this.#land === undefined ? [] : landMarks(this.#land, this.#window, this.#theme);
    this.#grid.replaceChildren(...land, ...gridMarks(this.#scene, this.#window, this.#theme));
    this.#discs.replaceChildren();
    this.#drawGround();
    this.#drawClusters();
    this.#drawRing();
  }

  #drawGround(): void {
    const [moment, scene, window] = [this.#moment, this.#scene, this.#window];
    if (scene === undefined || window === undefined) return;
    const grid = moment && gridOf(moment, scene, window, STEP);
    if (moment === undefined || grid === undefined) {
      this.#tint.width = this.#tint.height = 1;
      this.#border.replaceChildren();
      return;
    }
    this.#tint.width = grid.columns;
    this.#tint.height = grid.rows;
    this.#tint.style.width = `${(grid.columns - 1) * STEP}px`;
    this.#tint.style.height = `${(grid.rows - 1) * STEP}px`;
    const hard = "inertia" in moment.model;
    this.#tint.getContext("2d")!.putImageData(tintOf(grid, hard, labOf(this.#theme.ground)), 0, 0);
    this.#border.replaceChildren(borderMark(bordersOf(grid, hard), this.#theme));
  }

  #drawClusters(): void {
    const [clusters, window] = [this.#clusters, this.#window];
    if (clusters === undefined || window === undefined) return;
    this.#shapes.replaceChildren(...clusterMarks(clusters, window, this.#theme));
    this.#legend.hidden = clusters.widths.length === 0;
    const { centroids, single } = clusters;
    while (this.#discs.childElementCount > centroids.length) this.#discs.lastElementChild!.remove();
    const places = centroids.map(([x, y]) => [window.x(x), window.y(y)] as const);
    together(places, 1).forEach((members, c) => {
      const disc = (this.#discs.children[c] as SVGGElement | undefined) ?? this.#newDisc(c);
      const [x, y] = places[c];
      const chosen = single !== undefined && members.includes(single);
      disc.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)})`);
      disc.setAttribute("opacity", single === undefined || chosen ? "1" : "0.35");
      disc.setAttribute("aria-pressed", String(chosen));
      this.#number(disc, members);
    });
  }

  /** One mark for all that coincide. */
  #number(disc: SVGGElement, members: readonly number[]): void {
    const numbers = members.map((c) => c + 1).join(" ");
    if (disc.dataset["members"] === numbers) return;
    disc.dataset["members"] = numbers;
    disc.setAttribute("display", members.length === 0 ? "none" : "inline");
    if (members.length === 0) return;
    const [first] = members;
    disc.setAttribute(
      "aria-label",
      members.length === 1
        ? `Cluster ${first + 1}: Enter singles it out, arrow keys move its centroid`
        : `Clusters ${numbers} coincide: Enter singles out ${first + 1}, arrow keys move its centroid`,
    );
    disc.replaceChildren(...discMarks(members, this.#theme));
  }

  #newDisc(c: number): SVGGElement {
    const disc = s("g", { tabindex: 0, role: "button", class: "mx-disc", "data-cluster": c });
    this.#discs.append(disc);
    return disc;
  }

  #drawRing(): void {
    const { x, y } = this.#points.placed;
    const i = this.#picked;
    const at: readonly [number, number] | undefined =
      i !== undefined && i < x.length ? [x[i], y[i]] : this.#pen;
    const shape = { r: 8, fill: "none" };
    this.#ring.replaceChildren(
      ...(at === undefined
        ? []
        : [
            s("circle", {
              ...shape,
              cx: at[0],
              cy: at[1],
              stroke: this.#theme.ground,
              "stroke-width": 5,
            }),
            s("circle", {
              ...shape,
              cx: at[0],
              cy: at[1],
              stroke: this.#theme.ink,
              "stroke-width": 2,
            }),
          ]),
    );
  }

  /** In the units of the axes; what lies beyond the edges of the sheet is brought back to them. */
  #values(at: readonly [number, number]): [number, number] {
    return this.#window!.valuesAt(...this.#inside(at));
  }

  #inside([x, y]: readonly [number, number]): [number, number] {
    const { width, height } = this.#window!;
    return [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
  }

  #pixels(event: PointerEvent): [number, number] {
    const box = this.#over.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #drag: { cluster: number; from: readonly [number, number]; moved: boolean } | undefined;
  #stroke: readonly [number, number] | undefined;

  #pressed(event: PointerEvent): void {
    if (event.button !== 0 || this.#window === undefined) return;
    const disc = (event.target as Element).closest<SVGElement>(".mx-disc");
    const at = this.#pixels(event);
    if (disc !== null) {
      this.#events.picked(undefined);
      this.#drag = { cluster: Number(disc.dataset["cluster"]), from: at, moved: false };
      this.#over.setPointerCapture(event.pointerId);
    } else if (this.#drawing) {
      this.#stroke = at;
      this.#over.setPointerCapture(event.pointerId);
      this.#events.drawn(this.#values(at));
    }
  }

  #moved(event: PointerEvent): void {
    if (this.#window === undefined) return;
    const at = this.#pixels(event);
    if (this.#drag !== undefined) {
      const { cluster, from } = this.#drag;
      // A click trembles.
      if (!this.#drag.moved && Math.hypot(at[0] - from[0], at[1] - from[1]) < 4) return;
      this.#drag.moved = true;
      this.#events.dragged(cluster, this.#values(at), false);
    } else if (this.#stroke !== undefined) {
      if (Math.hypot(at[0] - this.#stroke[0], at[1] - this.#stroke[1]) < 9) return;
      this.#stroke = at;
      // As a spray does, beside the line.
      const beside = () => 22 * (Math.random() + Math.random() - 1);
      this.#events.drawn(this.#values([at[0] + beside(), at[1] + beside()]));
    } else {
      this.#events.picked(nearest(this.#points.placed, at[0], at[1], 14));
    }
  }

  #released(event: PointerEvent): void {
    const at = this.#pixels(event);
    if (this.#drag !== undefined) {
      const { cluster, moved } = this.#drag;
      this.#drag = undefined;
      if (moved) this.#events.dragged(cluster, this.#values(at), true);
      else if (event.type === "pointerup") this.#events.singled(cluster);
    } else if (this.#stroke !== undefined) {
      this.#stroke = undefined;
      this.#events.drawn(undefined);
    }
  }

  #typed(event: KeyboardEvent): void {
    if (this.#window === undefined) return;
    const direction = DIRECTIONS[event.key];
    const disc = (event.target as Element).closest<SVGElement>(".mx-disc");
    if (disc !== null) this.#typedOnDisc(event, Number(disc.dataset["cluster"]), direction);
    else if (this.#drawing) this.#typedWithPen(event, direction);
    else if (direction !== undefined) {
      event.preventDefault();
      const { placed } = this.#points;
      const { width, height } = this.#window;
      const from = this.#picked ?? nearest(placed, width / 2, height / 2, width + height);
      if (from === undefined) return;
      const to = this.#picked === undefined ? from : neighbour(placed, from, ...direction);
      this.#events.picked(to);
    } else if (event.key === "Escape") this.#events.picked(undefined);
  }

  #typedOnDisc(
    event: KeyboardEvent,
    cluster: number,
    direction: readonly [number, number] | undefined,
  ): void {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#events.singled(cluster);
    } else if (direction !== undefined) {
      event.preventDefault();
      const [x, y] = this.#clusters!.centroids[cluster];
      const window = this.#window!;
      const to = this.#values([
        window.x(x) + NUDGE * direction[0],
        window.y(y) + NUDGE * direction[1],
      ]);
      this.#events.dragged(cluster, to, false);
    }
  }

  #typedWithPen(event: KeyboardEvent, direction: readonly [number, number] | undefined): void {
    const { width, height } = this.#window!;
    const [x, y] = this.#pen ?? [width / 2, height / 2];
    if (direction !== undefined)
      this.#pen = this.#inside([x + NUDGE * direction[0], y + NUDGE * direction[1]]);
    else if (event.key === "Enter" || event.key === " ") {
      this.#pen = [x, y];
      this.#events.drawn(this.#values(this.#pen));
      this.#events.drawn(undefined);
    } else return;
    event.preventDefault();
    this.#drawRing();
  }
}
