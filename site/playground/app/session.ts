import { Points } from "mixtura";
import { drawnTable } from "../data/drawn.js";
import type { Own } from "../data/own.js";
import { DATA_SETS, DRAWN, drawnSet, OWN, ownSet, type DataSet } from "../data/sets.js";
import type { Table } from "../data/table.js";
import { optionsOf, NAMES } from "../run/problem.js";
import { kindOf } from "../run/algorithm.js";
import { Run } from "../run/run.js";
import { FIRST, sameRun, type State } from "../state/state.js";
import type { Scene } from "../view/scene.js";
import { fittedOf, sceneOf } from "../view/scenes.js";

export interface SessionEvents {
  /** Other points, or the same ones seen in another way. */
  scene(): void;
  /** Another run has begun. */
  run(): void;
  /** The run has come further. */
  progress(): void;
}

/** What is fitted, how, and how far it is. */
export class Session {
  state: State = FIRST;
  set: DataSet = DATA_SETS[0];
  table: Table = { columns: [], values: new Float64Array(), count: 0 };
  fitted: Table = this.table;
  scene: Scene | undefined;
  run: Run | undefined;
  /** Why the points cannot be fitted in this way. */
  failure: string | undefined;
  own: Own | undefined;
  drawn: readonly number[] = [];
  readonly #events: SessionEvents;
  #turn = 0;
  /** What was asked for and waits for its points. */
  #pending: Partial<State> = {};
  #anew = false;
  #points: Points | undefined;
  /** How many clusters are wanted, though there may be fewer points. */
  #wanted = FIRST.k;

  constructor(events: SessionEvents) {
    this.#events = events;
  }

  dispose(): void {
    this.#turn += 1;
    this.run?.cancel();
  }

  /** The state as it is kept: with as many clusters as are wanted, though there be fewer points. */
  get kept(): State {
    return this.state.start === "hand" ? this.state : { ...this.state, k: this.#wanted };
  }

  /** Takes other points, with what suits them. */
  async open(data: string): Promise<void> {
    const set = this.#setOf(data);
    const plain = { axes: FIRST.axes, all: false, standardize: false, distance: FIRST.distance };
    await this.change(
      { ...plain, hand: [], single: undefined, ...set.suits, data: set.id, frame: 0 },
      true,
    );
  }

  async openOwn(own: Own): Promise<void> {
    this.own = own;
    await this.open(OWN);
  }

  async draw(pairs: readonly number[]): Promise<void> {
    this.drawn = pairs;
    await this.change({ data: DRAWN }, true);
  }

  /** A state with the points that it was saved with. */
  async restore(state: State, drawn: readonly number[], own: Own | undefined): Promise<void> {
    // What was drawn is kept while other points are shown.
    if (drawn.length > 0 || state.data === DRAWN) this.drawn = drawn;
    if (own !== undefined) this.own = own;
    await this.change(state, true);
  }

  /** @param anew whether the points are others, though their name is the same */
  async change(patch: Partial<State>, anew = false): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const before = this.state;
    this.#wanted = patch.k ?? this.#wanted;
    this.#pending = { ...this.#pending, ...patch };
    this.#anew ||= anew;
    const asked = { ...before, ...this.#pending, k: this.#wanted };
    const set = this.#setOf(asked.data);
    const other = this.#anew || this.run === undefined || set.id !== this.set.id;
    const loaded = other ? set.load() : this.table;
    const table = loaded instanceof Promise ? await loaded : loaded;
    if (turn !== this.#turn) return;
    const state = sound({ ...asked, data: set.id }, set, table);
    const fitted = fittedOf(set, table, state);
    const again = other || !sameRun(before, state);
    const scene = again ? await sceneOf(set, table, fitted, state) : undefined;
    if (turn !== this.#turn) return;
    this.#pending = {};
    this.#anew = false;
    if (!again) {
      this.state = state;
      return;
    }
    const sceneIsOther = other || !sameSight(before, state);
    const fittedBefore = this.fitted;
    this.run?.cancel();
    Object.assign(this, { state, set, table, fitted, scene, run: undefined, failure: undefined });
    // A run tells of itself at once: the sheet it is drawn on has to be there.
    if (sceneIsOther) this.#events.scene();
    this.#begin(fittedBefore);
    this.#events.run();
  }

  /** Goes on with a run that was cancelled. */
  goOn(): void {
    const { run } = this;
    if (run !== undefined) this.#go(run);
  }

  #begin(before: Table): void {
    const { state, fitted } = this;
    if (fitted.count === 0) return;
    try {
      const points = this.#pointsOf(before);
      const kind = kindOf(state);
      const options = optionsOf(state, fitted);
      this.run = new Run({ kind, name: NAMES[kind], options, table: fitted, points });
      this.#go(this.run);
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Checked and copied once; what is no longer of use the library finds by itself. */
  #pointsOf(before: Table): Points {
    const { values, count, columns } = this.fitted;
    if (this.#points === undefined || values !== before.values)
      this.#points = Points.from({ data: values, shape: [count, columns.length] });
    return this.#points;
  }

  #go(run: Run): void {
    run
      .go(() => {
        if (this.run === run) this.#events.progress();
      })
      .catch((error: unknown) => {
        if (this.run !== run) return;
        this.failure = error instanceof Error ? error.message : String(error);
        this.#events.progress();
      });
  }

  #setOf(data: string): DataSet {
    if (data === DRAWN) return drawnSet(drawnTable(this.drawn));
    if (data === OWN && this.own !== undefined) return ownSet(this.own);
    return DATA_SETS.find(({ id }) => id === data) ?? DATA_SETS[0];
  }
}

/** What of a state suits the points. */
function sound(state: State, set: DataSet, table: Table): State {
  const [x, y] = state.axes;
  const d = table.columns.length;
  const axes: State["axes"] = x < d && y < d && x !== y ? state.axes : [0, Math.min(1, d - 1)];
  const k = Math.max(1, Math.min(state.k, table.count));
  const width = fittedOf(set, table, { ...state, axes }).columns.length;
  const handy = state.hand.length === k && state.hand.every((row) => row.length === width);
  const start = state.start === "hand" && !handy ? "k-means++" : state.start;
  return { ...state, axes, k, start, hand: start === "hand" ? state.hand : [] };
}

/** Whether two states show the same points in the same places. */
const sameSight = (a: State, b: State) =>
  a.data === b.data &&
  a.axes.join() === b.axes.join() &&
  a.all === b.all &&
  a.distance === b.distance &&
  (a.distance !== "cosine" || (a.mix === b.mix && a.standardize === b.standardize));
