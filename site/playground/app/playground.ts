import { Mixer } from "../controls/mixer.js";
import { Settings } from "../controls/settings.js";
import { Transport } from "../controls/transport.js";
import { quantise } from "../data/drawn.js";
import { DATA_SETS, DRAWN } from "../data/sets.js";
import { h } from "../dom.js";
import { stiffnessOf } from "../run/algorithm.js";
import { frameAt } from "../run/frames.js";
import { lessonInWords, methodInWords } from "../run/words.js";
import type { State } from "../state/state.js";
import { Plot } from "../view/plot.js";
import { DARK, LIGHT, type Theme } from "../view/theme.js";
import { brief } from "../view/ticks.js";
import { AddressBar } from "./address-bar.js";
import { Choosing } from "./choosing.js";
import { DataList } from "./data-list.js";
import { Drawing } from "./drawing.js";
import { DuelDrawer } from "./duel-drawer.js";
import { Files } from "./files.js";
import { listenToKeys } from "./keys.js";
import { layOut } from "./layout.js";
import { Opening } from "./opening.js";
import { CHANGE, Player } from "./player.js";
import { Report } from "./report.js";
import { Session } from "./session.js";
import { calm, fromTheStart, type Showing } from "./showing.js";
import { TakeAway } from "./take-away.js";

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
  readonly #opening: Opening;
  readonly #addressBar: AddressBar;
  readonly #data: DataList;
  readonly #drawing: Drawing;
  readonly #duel: DuelDrawer;
  readonly #files: Files;
  readonly #about = h("p", { class: "mx-about" });
  readonly #fault = h("p", { class: "mx-fault", role: "alert" });
  readonly #forgetKeys: () => void;
  #theme: Theme;
  #showing: Showing = 0;

  constructor(element: HTMLElement, dark: boolean) {
    this.#element = element;
    this.#theme = dark ? DARK : LIGHT;
    const session = new Session({
      scene: () => this.#sceneChanged(),
      run: () => this.#runChanged(),
      progress: () => this.#progressed(),
      failed: (title) => void this.#opening.failed(title),
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
      play: () => this.#playOrPause(),
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
    this.#opening = new Opening(session, {
      begin: (showing) => this.#begin(showing),
      followed: (shown) => this.#addressBar.followed(shown),
      told: () => this.#told(),
    });
    this.#addressBar = new AddressBar(session, () => {
      void this.#opening.address(location.hash, undefined, this.#addressBar.file);
    });
    this.#takeAway = new TakeAway(
      session,
      () => {
        const { scene } = session;
        return scene && { plot: this.#plot, scene, theme: this.#theme };
      },
      () => this.#addressBar.link(),
    );
    this.#data = new DataList((data) => void this.#opening.set(data));
    this.#drawing = new Drawing(session, (drawn) => this.#redraw(drawn));
    this.#duel = new DuelDrawer(session);
    this.#files = new Files(element, (files) => void this.#opening.file(files));
    this.#plot.element.append(this.#drawing.hint);
    this.#takeAway.element.append(this.#duel.element);
    element.classList.toggle("mx-dark", dark);
    layOut(element, {
      data: this.#data.element,
      files: this.#files.element,
      drawing: this.#drawing.buttons,
      about: [this.#about, this.#fault],
      mixer: this.#mixer.element,
      stage: [this.#plot.element, transport.element, this.#report.remarks],
      side: [
        this.#settings.element,
        this.#report.shares,
        this.#report.palette.element,
        this.#report.curve.element,
        this.#choosing.panel.element,
      ],
      below: this.#takeAway.element,
    });
    this.#forgetKeys = listenToKeys(element, this.#plot.element, {
      play: () => this.#playOrPause(),
      single: (cluster) => {
        if (cluster < session.state.k) this.#single(cluster);
      },
      leave: () => {
        const { single } = session.state;
        if (single !== undefined) this.#single(single);
      },
    });
  }

  /** Opens what the address names, or plays an example. */
  async begin(): Promise<void> {
    await this.#opening.address(location.hash, DATA_SETS[0].id);
  }

  setDark(dark: boolean): void {
    this.#theme = dark ? DARK : LIGHT;
    this.#element.classList.toggle("mx-dark", dark);
    this.#plot.setTheme(this.#theme);
    this.#player.setTheme(this.#theme);
  }

  dispose(): void {
    this.#opening.supersede();
    this.#addressBar.dispose();
    this.#files.dispose();
    this.#duel.dispose();
    this.#choosing.dispose();
    this.#player.dispose();
    this.#plot.dispose();
    this.#session.dispose();
    this.#forgetKeys();
    this.#element.replaceChildren();
  }

  /** Nothing has changed, though it was asked for. */
  #told(): void {
    if (!this.#player.playing) this.#showing = this.#player.frame;
    this.#showSettings();
    this.#shown();
  }

  #begin(showing: Showing): void {
    this.#opening.dismiss();
    this.#player.pause();
    this.#showing = showing;
  }

  /** A change by one of the settings: another start is worth seeing from the start. */
  #set(patch: Partial<State>): void {
    const { state, run } = this.#session;
    if (patch.start === "hand") {
      // From where the centroids are now, to be moved from there.
      const moment = run?.moments[frameAt(this.#player.frame).parameters];
      this.#change({ ...patch, hand: moment?.centroids ?? [] }, 0);
    } else if (patch.start !== undefined || patch.seed !== undefined) {
      this.#change(patch, fromTheStart());
    } else {
      // Centroids by hand are of one k and of the columns that they were placed in.
      const moved = patch.k !== undefined || patch.axes !== undefined || patch.all !== undefined;
      const start = moved && state.start === "hand" ? { start: "k-means++" as const } : {};
      this.#change({ ...patch, ...start }, "end");
    }
  }

  #change(patch: Partial<State>, showing: Showing): void {
    this.#begin(showing);
    void this.#session.change(patch);
  }

  #go(frame: number, milliseconds = CHANGE): void {
    this.#player.pause();
    this.#player.show(frame, milliseconds);
    this.#showing = this.#player.frame;
  }

  #playOrPause(): void {
    if (this.#player.playing) this.#pause();
    else this.#play();
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
    const hand = from.map((row, c) => (c === cluster ? scene.drop(to, row) : row));
    this.#change({ start: "hand", hand }, 1);
    if (done && !calm()) this.#play();
  }

  #draw(at: readonly [number, number] | undefined): void {
    if (at !== undefined) this.#redraw([...this.#session.drawn, ...quantise(...at)]);
  }

  #redraw(drawn: readonly number[]): void {
    this.#opening.supersede();
    this.#begin("end");
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
      methodInWords(state, () => brief(stiffnessOf(state, fitted))),
    );
    this.#settings.show(state, set, table);
    const [some, all] = [fitted.columns.length, table.columns.length];
    const part =
      some < all ? ` Fitted to ${some} of ${all} columns: “Fit all columns” takes the rest.` : "";
    this.#about.textContent = `${set.about}${part}`;
    this.#drawing.show(this.#session);
    this.#data.show(this.#session);
  }

  /** Everything that speaks of what the sheet shows. */
  #shown(): void {
    this.#session.state = { ...this.#session.state, frame: this.#player.frame };
    const { fault, notices } = this.#opening;
    // In its place, so that nothing moves.
    this.#about.hidden = fault !== undefined;
    this.#fault.textContent =
      fault === undefined ? "" : `${fault} CSV, pictures and saved states can be opened.`;
    this.#report.show(notices);
    const { state, run, set } = this.#session;
    const found = run?.done ? run.moments.at(-1)?.diagnostics : undefined;
    const merged = found?.some(({ code }) => code === "merged-components") ?? false;
    this.#mixer.teach(lessonInWords(state, { merged, map: set.kind === "map" }));
    this.#takeAway.show();
    this.#addressBar.update();
  }
}
