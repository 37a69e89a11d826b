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

interface SessionEvents {
  /** Other points, or the same ones seen in another way. */
  scene(): void;
  /** Another run has begun. */
  run(): void;
  /** The run has come further. */
  progress(): void;
  /** Points cannot be had; all else is as before. */
  failed(title: string): void;
}

/** The visitor's own points. */
interface Yours {
  readonly own: Own | undefined;
  readonly drawn: readonly number[];
}

/** Points as they are asked for, and how they lie on the sheet. */
interface Sight {
  readonly state: State;
  readonly table: Table;
  readonly fitted: Table;
  readonly scene: Scene;
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
  #closed = false;
  /** What was asked for and waits for its points. */
  #pending: Partial<State> = {};
  #yours: Partial<Yours> | undefined;
  #points: Points | undefined;
  /** How many clusters are wanted, though there may be fewer points. */
  #wanted = FIRST.k;

  constructor(events: SessionEvents) {
    this.#events = events;
  }

  dispose(): void {
    this.#closed = true;
    this.#turn += 1;
    this.run?.cancel();
    // What it still says is not heard.
    this.run = this.scene = undefined;
  }

  /** The state as it is kept: with as many clusters as are wanted, though there be fewer points. */
  get kept(): State {
    return this.state.start === "hand" ? this.state : { ...this.state, k: this.#wanted };
  }

  /** Takes other points, with what suits them. */
  async open(data: string, yours: Partial<Yours> = {}): Promise<void> {
    const set = setOf(data, { own: this.own, drawn: this.drawn, ...yours });
    const { axes, all, standardize, distance, k } = FIRST;
    const plain = { axes, all, standardize, distance, k };
    await this.change(
      { ...plain, hand: [], single: undefined, ...set.suits, data: set.id, frame: 0 },
      yours,
    );
  }

  async openOwn(own: Own): Promise<void> {
    await this.open(OWN, { own });
  }

  async draw(drawn: readonly number[]): Promise<void> {
    await this.change({ data: DRAWN }, { drawn });
  }

  /** A state with the points that it was saved with. */
  async restore(state: State, drawn: readonly number[], own: Own | undefined): Promise<void> {
    // What was drawn is kept while other points are shown.
    const yours = {
      ...(drawn.length > 0 || state.data === DRAWN ? { drawn } : {}),
      ...(own === undefined ? {} : { own }),
    };
    await this.change(state, yours);
  }

  /** @param yours where the points are others, though their name may be the same: the visitor's */
  async change(patch: Partial<State>, yours?: Partial<Yours>): Promise<void> {
    if (this.#closed) return;
    this.#turn += 1;
    const turn = this.#turn;
    this.#wanted = patch.k ?? this.#wanted;
    this.#pending = { ...this.#pending, ...patch };
    if (yours !== undefined) this.#yours = { ...this.#yours, ...yours };
    const asked = { ...this.state, ...this.#pending, k: this.#wanted };
    const { own, drawn } = { own: this.own, drawn: this.drawn, ...this.#yours };
    const set = setOf(asked.data, { own, drawn });
    const other = this.#yours !== undefined || this.run === undefined || set.id !== this.set.id;
    const sight = await this.#sightOf(asked, set, other).catch(() => undefined);
    if (turn !== this.#turn) return;
    // Else every later change would ask for it again.
    this.#pending = {};
    this.#yours = undefined;
    if (sight === undefined) {
      this.#wanted = this.state.k;
      this.#events.failed(set.title);
    } else if (!other && sameRun(this.state, sight.state)) this.state = sight.state;
    else {
      Object.assign(this, { own, drawn });
      this.#show(sight, set, other);
    }
  }

  /** Rejects where the points cannot be had. */
  async #sightOf(asked: State, set: DataSet, other: boolean): Promise<Sight> {
    const table = other ? await set.load() : this.table;
    const state = sound({ ...asked, data: set.id }, set, table);
    const fitted = fittedOf(set, table, state);
    const same = !other && sameRun(this.state, state) ? this.scene : undefined;
    return { state, table, fitted, scene: same ?? (await sceneOf(set, table, fitted, state)) };
  }

  #show(sight: Sight, set: DataSet, other: boolean): void {
    const sceneIsOther = other || !sameSight(this.state, sight.state);
    const fittedBefore = this.fitted;
    this.run?.cancel();
    Object.assign(this, { ...sight, set, run: undefined, failure: undefined });
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
}

function setOf(data: string, { own, drawn }: Yours): DataSet {
  if (data === DRAWN) return drawnSet(drawnTable(drawn));
  if (data === OWN && own !== undefined) return ownSet(own);
  return DATA_SETS.find(({ id }) => id === data) ?? DATA_SETS[0];
}

/** What of a state suits the points. */
function sound(state: State, set: DataSet, table: Table): State {
  const [x, y] = state.axes;
  const d = table.columns.length;
  const axes: State["axes"] = x < d && y < d && x !== y ? state.axes : [0, Math.min(1, d - 1)];
  // An empty sheet waits for as many clusters as are wanted.
  const k = table.count === 0 ? state.k : Math.min(state.k, table.count);
  const width = fittedOf(set, table, { ...state, axes }).columns.length;
  const handy = state.hand.length === k && state.hand.every((row) => row.length === width);
  const stands =
    state.start === "hand" ? handy : state.start !== "k-means" || kindOf(state) === "gaussian";
  const start = stands ? state.start : "k-means++";
  return { ...state, axes, k, start, hand: start === "hand" ? state.hand : [] };
}

/** Whether two states show the same points in the same places. */
const sameSight = (a: State, b: State) =>
  a.data === b.data &&
  a.axes.join() === b.axes.join() &&
  a.all === b.all &&
  a.distance === b.distance &&
  (a.distance !== "cosine" || (a.mix === b.mix && a.standardize === b.standardize));
