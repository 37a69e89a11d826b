import { Mixer } from "../controls/mixer.js";
import { Settings } from "../controls/settings.js";
import { Transport } from "../controls/transport.js";
import { DATA_SETS, DRAWN, OWN } from "../data/sets.js";
import { quantise } from "../data/drawn.js";
import { freshId, h } from "../dom.js";
import { Bars } from "../panels/bars.js";
import { Curve } from "../panels/curve.js";
import { HowMany } from "../panels/how-many.js";
import { kindOf, stiffnessOf } from "../run/algorithm.js";
import { frameAt } from "../run/frames.js";
import { howMany } from "../run/how-many.js";
import { sharesAt } from "../run/moment.js";
import { endingInWords, remarkOf, stepInWords, type Remark } from "../run/words.js";
import { linkOf, stateOf } from "../state/link.js";
import type { State } from "../state/state.js";
import { Plot } from "../view/plot.js";
import { DARK, LIGHT, type Theme } from "../view/theme.js";
import { brief } from "../view/ticks.js";
import { calm, CHANGE, Player } from "./player.js";
import { Session } from "./session.js";

const OBJECTIVES = {
  hard: ["Inertia", "Sum of squared distances: lower is better."],
  soft: ["Free energy", "Distance, less the uncertainty that is paid for: lower is better."],
  gaussian: ["Log-likelihood", "How likely the mixture makes the points: higher is better."],
} as const;

/** How a change of settings is shown: its result at once, or its way from the start. */
type Showing = "end" | "play" | number;

export class Playground {
  readonly element: HTMLElement;
  readonly session: Session;
  readonly player: Player;
  readonly plot: Plot;
  #theme: Theme;
  readonly #mixer: Mixer;
  readonly #settings: Settings;
  readonly #transport: Transport;
  readonly #bars: Bars;
  readonly #curve: Curve;
  readonly #choices: HowMany;
  readonly #data: HTMLSelectElement;
  readonly #about = h("p", { class: "mx-about" });
  readonly #hint = h("div", { class: "mx-hint", hidden: true });
  readonly #remarks = h("div", { class: "mx-remarks", role: "status" });
  readonly #who = h("h3", {});
  readonly #where = h("span", { class: "mx-note" });
  #showing: Showing = 0;
  #picked: number | undefined;
  #choosing: AbortController | undefined;
  #choosingTimer: ReturnType<typeof setTimeout> | undefined;
  #linkTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, dark: boolean) {
    this.#theme = dark ? DARK : LIGHT;
    this.session = new Session({
      scene: () => this.#sceneChanged(),
      run: () => this.#runChanged(),
      progress: () => this.#progressed(),
    });
    this.plot = new Plot(this.#theme, {
      picked: (point) => this.#pick(point),
      singled: (cluster) => this.#single(cluster),
      dragged: (cluster, to, done) => this.#drag(cluster, to, done),
      drawn: (at) => this.#draw(at),
    });
    this.player = new Player(this.plot, this.session, this.#theme, () => this.#shown());
    this.#mixer = new Mixer((mix) => this.#change({ mix }, "end"));
    this.#settings = new Settings((patch) => this.#set(patch), () => this.session.state);
    this.#transport = new Transport({
      restart: () => this.#go(0),
      back: () => this.#go(this.player.frame - 1),
      forward: () => this.#go(this.player.frame + 1),
      end: () => this.#go(this.session.run?.lastFrame ?? 0),
      play: () => (this.player.playing ? this.#pause() : this.#play()),
      scrub: (frame) => this.#go(frame, 0),
      cancel: () => this.session.run?.cancel(),
    });
    this.#bars = new Bars((cluster) => this.#single(cluster));
    this.#curve = new Curve((iteration) => this.#go(2 * iteration, 0));
    this.#choices = new HowMany((k) => this.#set({ k }));
    const id = freshId();
    this.#data = h("select", { id, name: "data", onchange: () => this.#open(this.#data.value) });
    this.element = element;
    element.classList.add("mx");
    element.classList.toggle("mx-dark", dark);
    this.plot.element.append(this.#hint);
    element.append(
      h(
        "div",
        { class: "mx-top" },
        h(
          "div",
          { class: "mx-data" },
          h("div", { class: "mx-field" }, h("label", { for: id }, "Points"), this.#data),
          this.#about,
        ),
        this.#mixer.element,
      ),
      h("div", { class: "mx-stage" }, this.plot.element, this.#transport.element, this.#remarks),
      h(
        "div",
        { class: "mx-side" },
        this.#settings.element,
        h("section", { class: "mx-panel" }, h("header", {}, this.#who, this.#where), this.#bars.element),
        this.#curve.element,
        this.#choices.element,
      ),
    );
    element.addEventListener("keydown", this.#typed);
    addEventListener("hashchange", this.#addressed);
  }

  /** Opens what the address names, or plays an example. */
  async begin(): Promise<void> {
    const asked = stateOf(location.hash);
    if (asked !== undefined) {
      this.#showing = asked.frame;
      await this.session.change(asked);
    } else {
      this.#showing = calm() ? "end" : "play";
      await this.session.open(DATA_SETS[0].id);
    }
  }

  setDark(dark: boolean): void {
    this.#theme = dark ? DARK : LIGHT;
    this.element.classList.toggle("mx-dark", dark);
    this.plot.setTheme(this.#theme);
    this.player.setTheme(this.#theme);
  }

  dispose(): void {
    clearTimeout(this.#linkTimer);
    clearTimeout(this.#choosingTimer);
    this.#choosing?.abort();
    this.player.dispose();
    this.plot.dispose();
    this.session.dispose();
    removeEventListener("hashchange", this.#addressed);
    this.element.removeEventListener("keydown", this.#typed);
    this.element.replaceChildren();
  }

  readonly #addressed = () => {
    const asked = stateOf(location.hash);
    if (asked === undefined || linkOf(asked) === linkOf(this.session.state)) return;
    this.player.pause();
    this.#showing = asked.frame;
    void this.session.change(asked);
  };

  readonly #typed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select")) return;
    if (/^[1-9]$/.test(event.key) && Number(event.key) <= this.session.state.k) {
      event.preventDefault();
      this.#single(Number(event.key) - 1);
    } else if (event.key === " " && !target.matches("button, summary, [role=button]")) {
      event.preventDefault();
      if (this.player.playing) this.#pause();
      else this.#play();
    } else if (event.key === "Escape" && this.session.state.single !== undefined) {
      this.#single(this.session.state.single);
    }
  };

  #open(data: string): void {
    this.player.pause();
    this.#showing = calm() ? "end" : "play";
    void this.session.open(data);
  }

  /** A change by one of the settings: another start is worth seeing from the start. */
  #set(patch: Partial<State>): void {
    const { state, run } = this.session;
    if (patch.start === "hand") {
      // From where the centroids are now, to be moved from there.
      const moment = run?.moments[frameAt(this.player.frame).parameters];
      this.#change({ ...patch, hand: moment?.centroids.map(rounded) ?? [] }, 0);
    } else if (patch.k !== undefined && state.start === "hand") {
      this.#change({ ...patch, start: "k-means++" }, "end");
    } else if (patch.start !== undefined || patch.seed !== undefined) {
      this.#change(patch, calm() ? "end" : "play");
    } else this.#change({ ...patch, ...(patch.axes || patch.all !== undefined ? { start: free(state) } : {}) }, "end");
  }

  #change(patch: Partial<State>, showing: Showing): void {
    this.player.pause();
    this.#showing = showing;
    void this.session.change(patch);
  }

  #go(frame: number, milliseconds = CHANGE): void {
    this.player.pause();
    this.#showing = frame;
    this.player.show(frame, milliseconds);
  }

  #play(): void {
    const { run } = this.session;
    if (run?.ending === "cancelled") this.session.goOn();
    this.#showing = "play";
    this.player.play();
    this.#shown();
  }

  #pause(): void {
    this.player.pause();
    this.#showing = this.player.frame;
  }

  #single(cluster: number): void {
    const single = this.session.state.single === cluster ? undefined : cluster;
    void this.session.change({ single }).then(() => this.player.show(this.player.frame, CHANGE));
  }

  #drag(cluster: number, to: readonly [number, number], done: boolean): void {
    const { run, scene, state } = this.session;
    const moment = run?.moments[frameAt(this.player.frame).parameters];
    if (scene === undefined || moment === undefined) return;
    const from = state.start === "hand" && this.player.frame <= 1 ? state.hand : moment.centroids;
    const hand = from.map((row, c) => rounded(c === cluster ? scene.drop(to, row) : row));
    this.#change({ start: "hand", hand }, 1);
    if (done && !calm()) this.#play();
  }

  #draw(at: readonly [number, number] | undefined): void {
    if (at === undefined) return;
    const pair = quantise(...at);
    if (pair === undefined) return;
    this.player.pause();
    this.#showing = "end";
    void this.session.draw([...this.session.drawn, ...pair]);
  }

  #pick(point: number | undefined): void {
    if (this.#picked === point) return;
    this.#picked = point;
    this.plot.setPicked(point);
    this.#showBars();
  }

  #sceneChanged(): void {
    const { scene, set } = this.session;
    if (scene === undefined) return;
    this.#picked = undefined;
    this.plot.setDrawing(set.id === DRAWN);
    if (set.kind === "map")
      void import("../data/places.js").then(({ LAND }) => {
        if (this.session.scene === scene) this.plot.setScene(scene, LAND);
        this.player.show(this.player.frame, 0);
      });
    else this.plot.setScene(scene, undefined);
  }

  #runChanged(): void {
    this.player.forget();
    this.#progressed();
    if (this.#showing === "play") {
      this.player.show(0, 0);
      this.player.play();
    }
    this.#showSettings();
    this.#chooseLater();
  }

  #progressed(): void {
    const { run } = this.session;
    const [showing, frame] = [this.#showing, this.player.frame];
    if (showing === "play") this.#shown();
    else if (showing === "end") this.player.show(run?.lastFrame ?? 0, CHANGE);
    else if (showing !== frame || frame === 0 || !run?.running) this.player.show(showing, 0);
    else this.#shown();
  }

  #showSettings(): void {
    const { state, set, table, fitted } = this.session;
    this.#mixer.show(state.mix, inWords(state, () => stiffnessOf(state, fitted)));
    this.#settings.show(state, set, table);
    this.#about.textContent = set.about;
    this.#hint.hidden = table.count > 0;
    this.#hint.replaceChildren(
      h("strong", {}, "Draw points here"),
      "Click for one, drag for many; by keys: arrows and Enter.",
    );
    this.#listData();
  }

  #listData(): void {
    const { own, set } = this.session;
    const groups = new Map<string, { id: string; title: string }[]>();
    for (const { group, id, title } of DATA_SETS)
      groups.set(group, [...(groups.get(group) ?? []), { id, title }]);
    groups.set("Yours", [
      { id: DRAWN, title: "Draw points" },
      ...(own === undefined ? [] : [{ id: OWN, title: own.name }]),
    ]);
    this.#data.replaceChildren(
      ...Array.from(groups, ([label, sets]) =>
        h("optgroup", { label }, ...sets.map(({ id, title }) => h("option", { value: id }, title))),
      ),
    );
    this.#data.value = set.id;
  }

  /** BIC or silhouettes for every k, once there has been no other change for a while. */
  #chooseLater(): void {
    clearTimeout(this.#choosingTimer);
    this.#choosing?.abort();
    this.#choices.mark(this.session.state.k);
    const { run } = this.session;
    if (run === undefined || this.session.fitted.count < 3) return;
    const controller = new AbortController();
    this.#choosing = controller;
    this.#choices.wait();
    this.#choosingTimer = setTimeout(() => {
      howMany(run.problem, controller.signal)
        .then((choices) => {
          if (!controller.signal.aborted) this.#choices.show(choices, this.session.state.k);
        })
        .catch((error: unknown) => {
          if (!controller.signal.aborted) this.session.failure ??= String(error);
        });
    }, 500);
  }

  /** Everything that speaks of what the sheet shows. */
  #shown(): void {
    const { run, state, failure } = this.session;
    const frame = frameAt(this.player.frame);
    const kind = kindOf(state);
    const last = Math.max(run?.lastFrame ?? 0, 0);
    const iterations = Math.max(run?.iterations ?? 0, 0);
    this.session.state = { ...state, frame: this.player.frame };
    const atEnd = run?.ending !== undefined && this.player.frame >= last;
    const words =
      run === undefined
        ? ""
        : atEnd
          ? endingInWords(run.ending!, iterations)
          : stepInWords(frame, kind, state.start);
    const count =
      frame.step === "start" || atEnd
        ? `${iterations} iterations`
        : `Iteration ${frame.iteration} of ${Math.max(iterations, frame.iteration)}`;
    this.#transport.show(this.player.frame, last, count, words, run?.running ?? false);
    this.#transport.playing(this.player.playing);
    const [name, better] = OBJECTIVES[kind];
    this.#curve.show(name, better, run?.moments.map(({ objective }) => objective) ?? [], frame.parameters);
    const remarks = atEnd
      ? (run.moments.at(-1)?.diagnostics ?? []).filter(
          ({ code }) => code !== "no-threads" && (code !== "not-converged" || run.ending === "stopped"),
        )
      : [];
    this.#showRemarks([
      ...(failure === undefined ? [] : [{ title: "This cannot be fitted", text: failure }]),
      ...remarks.map(remarkOf),
    ]);
    this.#showBars();
    this.#linkLater();
  }

  #showRemarks(remarks: readonly Remark[]): void {
    const shown = remarks.map(({ title, text }) =>
      h("div", { class: "mx-remark" }, h("strong", {}, title), text),
    );
    if (this.#remarks.textContent === shown.map(({ textContent }) => textContent).join("")) return;
    this.#remarks.replaceChildren(...shown);
  }

  #showBars(): void {
    const { run, state, table, fitted } = this.session;
    const { shares } = this.player;
    const i = this.#picked;
    const k = state.k;
    if (run === undefined) this.#bars.show([], undefined);
    if (i !== undefined && i < fitted.count) {
      const d = fitted.columns.length;
      const values = Array.from(fitted.values.subarray(i * d, (i + 1) * d), brief);
      this.#who.textContent = table.names?.[i] ?? `Point ${i + 1}`;
      this.#where.textContent = table.names !== undefined && d === 3 ? "" : values.slice(0, 3).join(" · ");
      const of = shares === undefined ? new Array<number>(k).fill(0) : sharesAt(shares, i);
      this.#bars.show(of, state.single);
      return;
    }
    this.#who.textContent = "Shares of the points";
    this.#where.textContent = "point at one";
    const sums = new Array<number>(k).fill(0);
    if (shares?.shares !== undefined)
      shares.shares.forEach((share, at) => (sums[at % k] += share / fitted.count));
    else shares?.labels.forEach((label) => (sums[label] += 1 / fitted.count));
    this.#bars.show(sums, state.single);
  }

  /** Browsers refuse addresses that change with every frame. */
  #linkLater(): void {
    clearTimeout(this.#linkTimer);
    this.#linkTimer = setTimeout(() => {
      history.replaceState(history.state, "", `#${linkOf(this.session.state)}`);
    }, 400);
  }
}

const rounded = (row: readonly number[]) => row.map((value) => Number(value.toPrecision(5)));
const free = ({ start }: State) => (start === "hand" ? "k-means++" : start);

function inWords(state: State, stiffness: () => number): string {
  const kind = kindOf(state);
  if (kind === "hard") return "the nearest takes all";
  if (kind === "soft") return `β = ${brief(stiffness())}`;
  return `${state.covariance} covariances`;
}
