import { Mixer } from "../controls/mixer.js";
import { Settings } from "../controls/settings.js";
import { Transport } from "../controls/transport.js";
import { quantise } from "../data/drawn.js";
import { DATA_SETS, DRAWN, OWN } from "../data/sets.js";
import { freshId, h } from "../dom.js";
import { kindOf, stiffnessOf } from "../run/algorithm.js";
import { frameAt } from "../run/frames.js";
import type { Remark } from "../run/words.js";
import { stateOf } from "../share/link.js";
import type { State } from "../state/state.js";
import { Plot } from "../view/plot.js";
import { DARK, LIGHT, type Theme } from "../view/theme.js";
import { brief } from "../view/ticks.js";
import { Address, addressed } from "./address.js";
import { Choosing } from "./choosing.js";
import { Files } from "./files.js";
import { openFile } from "./open-file.js";
import { calm, CHANGE, Player } from "./player.js";
import { Report } from "./report.js";
import { Session } from "./session.js";
import { TakeAway } from "./take-away.js";

/** How a change is shown: its result at once, its way from the start, or a half-step of it. */
type Showing = "end" | "play" | number;

/** Browsers refuse addresses that change with every frame. */
const ADDRESS_AFTER = 400;

/** All parts of the page, and what the visitor's wishes do to them. */
export class Playground {
  readonly #element: HTMLElement;
  readonly #session: Session;
  readonly #player: Player;
  readonly #plot: Plot;
  readonly #mixer: Mixer;
  readonly #settings: Settings;
  readonly #report: Report;
  readonly #choosing: Choosing;
  readonly #takeAway: TakeAway;
  readonly #address = new Address();
  readonly #data: HTMLSelectElement;
  readonly #files: Files;
  readonly #about = h("p", { class: "mx-about" });
  readonly #hint = h(
    "div",
    { class: "mx-hint", hidden: true },
    h("strong", {}, "Draw points here"),
    "Click for one, drag for many. By keys: arrows move the pen, Enter puts a point.",
  );
  readonly #drawing: HTMLElement;
  readonly #duel: HTMLDetailsElement;
  #theme: Theme;
  #showing: Showing = 0;
  /** What is to be said of the visitor's file, as long as it is shown. */
  #notices: readonly Remark[] = [];
  #link: string | undefined;
  #addressTimer: ReturnType<typeof setTimeout> | undefined;
  #disposeDuel: (() => void) | undefined;

  constructor(element: HTMLElement, dark: boolean) {
    this.#element = element;
    this.#theme = dark ? DARK : LIGHT;
    const session = new Session({
      scene: () => this.#sceneChanged(),
      run: () => this.#runChanged(),
      progress: () => this.#progressed(),
    });
    this.#session = session;
    this.#plot = new Plot(this.#theme, {
      picked: (point) => this.#pick(point),
      singled: (cluster) => this.#single(cluster),
      dragged: (cluster, to, done) => this.#drag(cluster, to, done),
      drawn: (at) => this.#draw(at),
    });
    this.#player = new Player(this.#plot, session, this.#theme, () => this.#shown());
    this.#mixer = new Mixer((mix) => this.#change({ mix }, "end"));
    this.#settings = new Settings(
      (patch) => this.#set(patch),
      () => session.state,
    );
    const transport = new Transport({
      restart: () => this.#go(0),
      back: () => this.#go(this.#player.frame - 1),
      forward: () => this.#go(this.#player.frame + 1),
      end: () => this.#go(session.run?.lastFrame ?? 0),
      play: () => (this.#player.playing ? this.#pause() : this.#play()),
      scrub: (frame) => this.#go(frame, 0),
      cancel: () => session.run?.cancel(),
    });
    this.#report = new Report(
      session,
      this.#player,
      transport,
      (cluster) => this.#single(cluster),
      (iteration) => this.#go(2 * iteration, 0),
    );
    this.#choosing = new Choosing(session, (k) => this.#set({ k }));
    this.#takeAway = new TakeAway(
      session,
      () => {
        const { scene } = session;
        return scene && { plot: this.#plot, scene, theme: this.#theme };
      },
      () => this.#address.of(session.kept, session.drawn, session.own),
    );
    const id = freshId();
    this.#data = h("select", { id, name: "data", onchange: () => this.#open(this.#data.value) });
    const files = new Files(element, (files) => void this.#openFile(files));
    this.#files = files;
    const drawingButton = (
      label: string,
      name: string,
      left: (drawn: readonly number[]) => number[],
    ) =>
      h(
        "button",
        { type: "button", name, onclick: () => this.#redraw(left(session.drawn)) },
        label,
      );
    this.#drawing = h(
      "div",
      { class: "mx-files", hidden: true },
      drawingButton("Undo", "undo", (drawn) => drawn.slice(0, -2)),
      drawingButton("Clear", "clear", () => []),
    );
    this.#duel = h(
      "details",
      { ontoggle: () => void this.#openDuel() },
      h("summary", {}, "Duel: the same fit by others, in this browser"),
    );
    element.classList.add("mx");
    element.classList.toggle("mx-dark", dark);
    this.#plot.element.append(this.#hint);
    this.#takeAway.element.append(this.#duel);
    element.append(
      h("h1", { class: "mx-hidden" }, "Playground: k-means, soft k-means and Gaussian mixtures"),
      h(
        "div",
        { class: "mx-top" },
        h(
          "div",
          { class: "mx-data" },
          h("div", { class: "mx-field" }, h("label", { for: id }, "Points"), this.#data),
          h("div", { class: "mx-files" }, files.element, this.#drawing),
          this.#about,
        ),
        this.#mixer.element,
      ),
      h("div", { class: "mx-stage" }, this.#plot.element, transport.element, this.#report.remarks),
      h(
        "div",
        { class: "mx-side" },
        this.#settings.element,
        this.#report.shares,
        this.#report.palette.element,
        this.#report.curve.element,
        this.#choosing.panel.element,
      ),
      this.#takeAway.element,
    );
    element.addEventListener("keydown", this.#typed);
    addEventListener("hashchange", this.#addressed);
  }

  /** Opens what the address names, or plays an example. */
  async begin(): Promise<void> {
    if (await this.#openAddress()) return;
    this.#showing = calm() ? "end" : "play";
    await this.#session.open(DATA_SETS[0].id);
  }

  setDark(dark: boolean): void {
    this.#theme = dark ? DARK : LIGHT;
    this.#element.classList.toggle("mx-dark", dark);
    this.#plot.setTheme(this.#theme);
    this.#player.setTheme(this.#theme);
  }

  dispose(): void {
    clearTimeout(this.#addressTimer);
    this.#disposeDuel?.();
    this.#files.dispose();
    this.#choosing.dispose();
    this.#player.dispose();
    this.#plot.dispose();
    this.#session.dispose();
    removeEventListener("hashchange", this.#addressed);
    this.#element.removeEventListener("keydown", this.#typed);
    this.#element.replaceChildren();
  }

  readonly #addressed = () => {
    if (location.hash !== this.#link) void this.#openAddress();
  };

  async #openAddress(): Promise<boolean> {
    const named = await addressed(location.hash, this.#address.fileOf(location.hash));
    if (named === undefined) return false;
    this.#player.pause();
    this.#showing = named.state.frame;
    this.#notices = named.lacking === undefined ? [] : [named.lacking];
    // What is shown instead is no step that one could go back from.
    this.#link = named.lacking === undefined ? location.hash : undefined;
    if (named.lacking !== undefined) {
      this.#showing = "end";
      await this.#session.open(DATA_SETS[0].id);
    } else await this.#session.restore(named.state, named.drawn, named.own);
    return true;
  }

  readonly #typed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input, select")) return;
    const { single, k } = this.#session.state;
    if (/^[1-9]$/.test(event.key) && Number(event.key) <= k) {
      event.preventDefault();
      this.#single(Number(event.key) - 1);
    } else if (event.key === " " && !target.matches("button, summary, [role=button]")) {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (this.#player.playing) this.#pause();
      else this.#play();
    } else if (event.key === "Escape" && single !== undefined) this.#single(single);
  };

  #open(data: string): void {
    this.#player.pause();
    if (data !== OWN) this.#notices = [];
    this.#showing = calm() ? "end" : "play";
    void this.#session.open(data);
  }

  async #openFile(files: readonly File[]): Promise<void> {
    this.#player.pause();
    try {
      const opened = await openFile(files);
      this.#notices = opened.remarks;
      if (opened.kind === "saved") {
        const { state, drawn, own } = opened.saved;
        this.#showing = state.frame;
        await this.#session.restore(state, drawn, own);
        return;
      }
      this.#showing = calm() ? "end" : "play";
      await this.#session.openOwn(opened.own);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#notices = [{ title: "This file cannot be used", text }];
      this.#shown();
    }
  }

  /** A change by one of the settings: another start is worth seeing from the start. */
  #set(patch: Partial<State>): void {
    const { state, run } = this.#session;
    if (patch.start === "hand") {
      // From where the centroids are now, to be moved from there.
      const moment = run?.moments[frameAt(this.#player.frame).parameters];
      this.#change({ ...patch, hand: moment?.centroids.map(rounded) ?? [] }, 0);
    } else if (patch.start !== undefined || patch.seed !== undefined) {
      this.#change(patch, calm() ? "end" : "play");
    } else {
      // Centroids by hand are of one k and of the columns that they were placed in.
      const moved = patch.k !== undefined || patch.axes !== undefined || patch.all !== undefined;
      const start = moved && state.start === "hand" ? { start: "k-means++" as const } : {};
      this.#change({ ...patch, ...start }, "end");
    }
  }

  #change(patch: Partial<State>, showing: Showing): void {
    this.#player.pause();
    this.#showing = showing;
    void this.#session.change(patch);
  }

  #go(frame: number, milliseconds = CHANGE): void {
    this.#player.pause();
    this.#player.show(frame, milliseconds);
    this.#showing = this.#player.frame;
  }

  #play(): void {
    if (this.#session.run?.ending === "cancelled") this.#session.goOn();
    this.#showing = "play";
    this.#player.play();
    this.#shown();
  }

  #pause(): void {
    this.#player.pause();
    this.#showing = this.#player.frame;
  }

  #single(cluster: number): void {
    const single = this.#session.state.single === cluster ? undefined : cluster;
    void this.#session.change({ single }).then(() => this.#player.show(this.#player.frame, CHANGE));
  }

  #drag(cluster: number, to: readonly [number, number], done: boolean): void {
    const { run, scene, state } = this.#session;
    const moment = run?.moments[frameAt(this.#player.frame).parameters];
    if (scene === undefined || moment === undefined) return;
    const from = state.start === "hand" && this.#player.frame <= 1 ? state.hand : moment.centroids;
    const hand = from.map((row, c) => rounded(c === cluster ? scene.drop(to, row) : row));
    this.#change({ start: "hand", hand }, 1);
    if (done && !calm()) this.#play();
  }

  #draw(at: readonly [number, number] | undefined): void {
    if (at !== undefined) this.#redraw([...this.#session.drawn, ...quantise(...at)]);
  }

  #redraw(drawn: readonly number[]): void {
    this.#player.pause();
    this.#showing = "end";
    void this.#session.draw(drawn);
  }

  #pick(point: number | undefined): void {
    this.#plot.setPicked(point);
    this.#report.pick(point);
  }

  #sceneChanged(): void {
    const { scene, set } = this.#session;
    if (scene === undefined) return;
    this.#report.pick(undefined);
    this.#player.leave();
    this.#plot.setDrawing(set.id === DRAWN);
    this.#plot.setScene(scene, undefined);
    if (set.kind !== "map") return;
    void import("../data/places.js").then(({ LAND }) => {
      if (this.#session.scene !== scene) return;
      this.#plot.setScene(scene, LAND);
      this.#player.show(this.#player.frame, 0);
    });
  }

  #runChanged(): void {
    this.#player.forget();
    this.#showSettings();
    if (this.#showing === "play") {
      this.#player.show(0, 0);
      this.#player.play();
    } else this.#progressed();
    this.#choosing.begin();
  }

  #progressed(): void {
    const last = this.#session.run?.lastFrame ?? 0;
    if (this.#showing === "play") this.#shown();
    else this.#player.show(this.#showing === "end" ? last : this.#showing, CHANGE);
  }

  #showSettings(): void {
    const { state, set, table, fitted } = this.#session;
    this.#mixer.show(
      state.mix,
      inWords(state, () => stiffnessOf(state, fitted)),
    );
    this.#settings.show(state, set, table);
    this.#about.textContent = set.about;
    this.#hint.hidden = table.count > 0;
    this.#drawing.hidden = set.id !== DRAWN;
    this.#listData();
  }

  #listData(): void {
    const { own, set } = this.#session;
    const yours = [
      { id: DRAWN, title: "Draw points", group: "Yours" },
      ...(own === undefined ? [] : [{ id: OWN, title: own.name, group: "Yours" }]),
    ];
    const all = [...DATA_SETS, ...yours];
    const groups = new Set(all.map(({ group }) => group));
    const optionsIn = (group: string) =>
      all
        .filter((one) => one.group === group)
        .map(({ id, title }) => h("option", { value: id }, title));
    this.#data.replaceChildren(
      ...Array.from(groups, (label) => h("optgroup", { label }, ...optionsIn(label))),
    );
    this.#data.value = set.id;
  }

  /** Everything that speaks of what the sheet shows. */
  #shown(): void {
    this.#session.state = { ...this.#session.state, frame: this.#player.frame };
    this.#report.show(this.#notices);
    this.#takeAway.show();
    this.#addressTimer ??= setTimeout(() => void this.#showAddress(), ADDRESS_AFTER);
  }

  async #showAddress(): Promise<void> {
    this.#addressTimer = undefined;
    const { kept: state, drawn, own } = this.#session;
    const link = await this.#address.ofVisit(state, drawn, own);
    const before = this.#link === undefined ? undefined : stateOf(this.#link);
    this.#link = link;
    // Other points are a step that one can go back from.
    if (before === undefined || before.data === state.data)
      history.replaceState(history.state, "", link);
    else history.pushState(history.state, "", link);
  }

  /** Others are loaded only when they are asked to run. */
  async #openDuel(): Promise<void> {
    if (!this.#duel.open || this.#duel.childElementCount > 1) return;
    const { Duel } = await import("../duel/duel.js");
    const duel = new Duel(() => {
      const { fitted, state } = this.#session;
      return { table: fitted, k: state.k, seed: state.seed };
    });
    this.#disposeDuel = () => duel.dispose();
    this.#duel.append(duel.element);
  }
}

const rounded = (row: readonly number[]) => row.map((value) => Number(value.toPrecision(5)));

function inWords(state: State, stiffness: () => number): string {
  const kind = kindOf(state);
  if (kind === "hard") return "the nearest takes all";
  if (kind === "soft") return `shared, β = ${brief(stiffness())}`;
  return `${state.covariance} covariances`;
}
