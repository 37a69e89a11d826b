import { frameAt, within } from "../run/frames.js";
import { sharesOf, type Moment, type Shares } from "../run/moment.js";
import { colourShares, labOf, between } from "../view/colour.js";
import { densitiesOf } from "../view/density.js";
import { widthsOf } from "../view/ellipses.js";
import type { Plot } from "../view/plot.js";
import { blankOf } from "../view/points-layer.js";
import type { Theme } from "../view/theme.js";
import type { Session } from "./session.js";
import { calm } from "./showing.js";

type Place = readonly [number, number];
type Matrix = readonly (readonly number[])[];

/** Milliseconds that a half-step takes while it plays: a long run takes as long as a short one. */
const pace = (frames: number) => Math.min(Math.max(12_000 / frames, 50), 620);
/** Milliseconds of a change that is not played. */
export const CHANGE = 320;
/** Bytes of shares that are kept for scrubbing. */
const KEPT = 96e6;

/** What is kept of a moment, and the colours that it has where a cluster is singled out or none. */
interface Kept {
  readonly shares: Shares;
  readonly single: number | undefined;
  readonly colours: Float32Array | undefined;
}

/** Draws a run at any of its half-steps, plays it, and moves softly from one to the next. */
export class Player {
  readonly #plot: Plot;
  readonly #session: Session;
  readonly #shown: () => void;
  #theme: Theme;
  #frame = 0;
  #shares: Shares | undefined;
  #kept = new Map<Moment, Kept>();
  #centroids: readonly Place[] = [];
  #widths: readonly Matrix[] = [];
  #animation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  playing = false;

  constructor(plot: Plot, session: Session, theme: Theme, shown: () => void) {
    this.#plot = plot;
    this.#session = session;
    this.#theme = theme;
    this.#shown = shown;
  }

  get frame(): number {
    return this.#frame;
  }

  /** Who answers for which point in what is shown; undefined before the first E-step. */
  get shares(): Shares | undefined {
    return this.#shares;
  }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    this.#kept.clear();
    this.show(this.#frame, 0);
  }

  /** Nothing of a former run is of use. */
  forget(): void {
    this.#kept.clear();
    this.#shares = undefined;
  }

  /** Clusters of other points are nowhere to move from. */
  leave(): void {
    this.forget();
    this.#centroids = this.#widths = [];
  }

  dispose(): void {
    this.playing = false;
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#animation);
  }

  /** @param milliseconds of the way there; 0: at once */
  show(asked: number, milliseconds: number): void {
    cancelAnimationFrame(this.#animation);
    const { run, scene, state, fitted } = this.#session;
    if (run === undefined || scene === undefined || run.moments.length === 0) {
      this.#blank();
      return;
    }
    this.#frame = within(run, asked);
    const frame = frameAt(this.#frame);
    const parameters = run.moments[frame.parameters];
    const ground = frame.shares === undefined ? undefined : run.moments[frame.shares];
    this.#shares = ground && this.#sharesOf(ground);
    const colours =
      this.#shares === undefined
        ? blankOf(fitted.count, this.#theme)
        : this.#coloursOf(this.#kept.get(ground!)!);
    this.#plot.setGround(ground);

    const centroids = parameters.centroids.map((centroid) => scene.place(centroid));
    const widths = widthsOf(parameters, scene, state.axes);
    const densities = scene.kind === "line" ? densitiesOf(parameters, scene.x) : [];
    const trails = parameters.centroids.map((_, c) =>
      run.moments.slice(0, frame.parameters).map((moment) => scene.place(moment.centroids[c])),
    );
    const [fromColours, fromCentroids, fromWidths] = [
      this.#plot.colours,
      this.#centroids,
      this.#widths,
    ];
    const smooth = milliseconds > 0 && !calm() && fromColours.length === colours.length;
    const moving = smooth && fromCentroids.length === centroids.length;
    const draw = (along: number) => {
      if (smooth || along === 1) this.#plot.paint(fromColours, colours, along);
      this.#centroids = moving
        ? centroids.map((to, c) => blend(fromCentroids[c], to, along) as unknown as Place)
        : centroids;
      this.#widths =
        moving && fromWidths.length === widths.length
          ? widths.map((to, c) => to.map((row, i) => blend(fromWidths[c][i], row, along)))
          : widths;
      this.#plot.setClusters({
        centroids: this.#centroids,
        trails: trails.map((trail, c) => [...trail, this.#centroids[c]]),
        ...{ widths: this.#widths, densities, single: state.single },
      });
    };
    if (!smooth) draw(1);
    else {
      const begun = performance.now();
      const step = (now: number) => {
        const along = Math.min(Math.max((now - begun) / milliseconds, 0), 1);
        draw(along < 1 ? along * along * (3 - 2 * along) : 1);
        if (along < 1) this.#animation = requestAnimationFrame(step);
      };
      this.#animation = requestAnimationFrame(step);
    }
    this.#shown();
  }

  play(): void {
    if (this.playing) return;
    const { run } = this.#session;
    if (run === undefined) return;
    if (run.ending !== undefined && this.#frame >= run.lastFrame) this.show(0, 0);
    this.playing = true;
    this.#tick(true);
  }

  pause(): void {
    clearTimeout(this.#timer);
    if (!this.playing) return;
    this.playing = false;
    this.#shown();
  }

  #tick(first: boolean): void {
    const { run } = this.#session;
    if (!this.playing || run === undefined) return;
    const wait = pace(run.lastFrame);
    const later = (milliseconds: number) => {
      this.#timer = setTimeout(() => this.#tick(false), milliseconds);
    };
    // The start is worth a look.
    if (first && this.#frame === 0) {
      this.show(0, 0);
      later(calm() ? wait : 700);
    } else if (this.#frame < run.lastFrame) {
      this.show(this.#frame + 1, 0.8 * wait);
      later(wait);
    } else if (run.running) later(50);
    else this.pause();
  }

  #blank(): void {
    this.#frame = 0;
    this.#shares = undefined;
    const colours = blankOf(this.#session.fitted.count, this.#theme);
    this.#plot.setGround(undefined);
    this.#plot.paint(colours, colours, 1);
    this.#centroids = this.#widths = [];
    this.#plot.setClusters({
      centroids: [],
      trails: [],
      widths: [],
      densities: [],
      single: undefined,
    });
    this.#shown();
  }

  #coloursOf(kept: Kept): Float32Array {
    const { single } = this.#session.state;
    if (kept.colours !== undefined && kept.single === single) return kept.colours;
    const colours = new Float32Array(3 * kept.shares.labels.length);
    const pale = between(labOf(this.#theme.ground), labOf(this.#theme.blank), 0.45);
    colourShares(kept.shares, single, pale, colours);
    Object.assign(kept, { single, colours });
    return colours;
  }

  #sharesOf(moment: Moment): Shares {
    const kept = this.#kept.get(moment);
    if (kept !== undefined) return kept.shares;
    const { points, options } = this.#session.run!.problem;
    const shares = sharesOf(moment, points);
    const most = Math.max(3, Math.floor(KEPT / (points.count * (8 * options.k + 16))));
    if (this.#kept.size >= most) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(moment, { shares, single: undefined, colours: undefined });
    return shares;
  }
}

const blend = (from: readonly number[], to: readonly number[], along: number): number[] =>
  to.map((value, i) => from[i] + along * (value - from[i]));
