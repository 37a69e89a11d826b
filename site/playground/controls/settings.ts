import { h } from "../dom.js";
import { kindOf } from "../run/algorithm.js";
import { MOST_CLUSTERS, type Distance, type Start, type State } from "../state/state.js";
import type { DataSet } from "../data/sets.js";
import type { Table } from "../data/table.js";
import { checkbox, select, stepper } from "./fields.js";

const SEEDS: readonly [number, number] = [0, 2 ** 31 - 1];

/** Everything about a fit but the points and the slider. */
export class Settings {
  readonly element: HTMLElement;
  readonly #axes: HTMLElement;
  readonly #k;
  readonly #distance;
  readonly #covariance;
  readonly #start;
  readonly #seed;
  readonly #x;
  readonly #y;
  readonly #all;
  readonly #standardize;
  #columns = "";

  constructor(changed: (patch: Partial<State>) => void, state: () => State) {
    this.#k = stepper("Clusters k", "k", [1, MOST_CLUSTERS], (k) => changed({ k }));
    this.#seed = stepper("Seed", "seed", SEEDS, (seed) => changed({ seed }));
    this.#start = select<Start>(
      "Start",
      "start",
      [
        { value: "k-means++", label: "k-means++" },
        { value: "k-means", label: "by k-means" },
        { value: "sample", label: "random points" },
        { value: "corner", label: "a bad start" },
        { value: "hand", label: "by hand (drag)" },
      ],
      (start) => changed({ start }),
    );
    this.#distance = select<Distance>(
      "Distance",
      "distance",
      [
        { value: "squared", label: "squared" },
        { value: "plain", label: "plain" },
        { value: "cosine", label: "cosine (angle)" },
      ],
      (distance) => changed({ distance }),
    );
    this.#covariance = select<State["covariance"]>(
      "Covariance",
      "covariance",
      [
        { value: "spherical", label: "spherical" },
        { value: "diagonal", label: "diagonal" },
        { value: "tied", label: "tied" },
        { value: "full", label: "full" },
      ],
      (covariance) => changed({ covariance }),
    );
    this.#x = select<string>("Across", "x", [], (x) =>
      changed({ axes: [Number(x), state().axes[1]] }),
    );
    this.#y = select<string>("Up", "y", [], (y) => changed({ axes: [state().axes[0], Number(y)] }));
    this.#all = checkbox("Fit all columns", "all", (all) => changed({ all }));
    this.#standardize = checkbox("Standardize", "standardize", (standardize) =>
      changed({ standardize }),
    );
    this.#axes = h("div", { class: "mx-axes" }, this.#x.element, this.#y.element);
    this.element = h(
      "section",
      { class: "mx-settings", "aria-label": "Settings" },
      this.#k.element,
      this.#seed.element,
      this.#start.element,
      this.#distance.element,
      this.#covariance.element,
      this.#axes,
      this.#standardize.element,
      this.#all.element,
    );
  }

  show(state: State, set: DataSet, table: Table): void {
    const kind = kindOf(state);
    this.#k.limit(table.count);
    this.#k.set(state.k);
    this.#seed.set(state.seed);
    this.#start.set(state.start);
    this.#distance.set(state.distance);
    this.#covariance.set(state.covariance);
    this.#standardize.set(state.standardize);
    this.#all.set(state.all);
    // What has no say is not shown, rather than shown and dead.
    this.#distance.element.hidden = kind === "gaussian";
    this.#covariance.element.hidden = kind !== "gaussian";
    this.#distance.input.options[1].disabled = kind === "hard";
    this.#start.input.options[1].disabled = kind !== "gaussian";
    this.#standardize.element.hidden = set.kind !== "table";
    const many = table.columns.length > 2 && set.kind !== "map";
    this.#axes.hidden = !many;
    this.#all.element.hidden = !many || set.kind !== "table";
    this.#showColumns(table.columns);
    this.#x.set(String(state.axes[0]));
    this.#y.set(String(state.axes[1]));
  }

  #showColumns(columns: readonly string[]): void {
    const names = columns.join("\n");
    if (names === this.#columns) return;
    this.#columns = names;
    for (const { input } of [this.#x, this.#y])
      input.replaceChildren(...columns.map((name, value) => h("option", { value }, name)));
  }
}
