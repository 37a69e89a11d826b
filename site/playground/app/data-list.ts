import { DATA_SETS, DRAWN, OWN } from "../data/sets.js";
import { freshId, h } from "../dom.js";
import type { Session } from "./session.js";

/** The list of points that one can choose. */
export class DataList {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;

  constructor(chosen: (data: string) => void) {
    const id = freshId();
    this.#select = h("select", { id, name: "data", onchange: () => chosen(this.#select.value) });
    this.element = h("div", { class: "mx-field" }, h("label", { for: id }, "Points"), this.#select);
  }

  show({ own, set }: Session): void {
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
    this.#select.replaceChildren(
      ...Array.from(groups, (label) => h("optgroup", { label }, ...optionsIn(label))),
    );
    this.#select.value = set.id;
  }
}
