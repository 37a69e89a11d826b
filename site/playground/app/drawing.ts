import { DRAWN } from "../data/sets.js";
import { h } from "../dom.js";
import type { Session } from "./session.js";

/** What is there for those who draw points: a hint on the empty sheet, Undo and Clear. */
export class Drawing {
  readonly hint = h(
    "div",
    { class: "mx-hint", hidden: true },
    h("strong", {}, "Draw points here"),
    "Click for one, drag for many. By keys: arrows move the pen, Enter puts a point.",
  );
  readonly buttons: HTMLElement;

  constructor(session: Session, redrawn: (drawn: readonly number[]) => void) {
    const button = (
      label: string,
      name: string,
      left: (drawn: readonly number[]) => readonly number[],
    ) => h("button", { type: "button", name, onclick: () => redrawn(left(session.drawn)) }, label);
    this.buttons = h(
      "div",
      { class: "mx-files", hidden: true },
      button("Undo", "undo", (drawn) => drawn.slice(0, -2)),
      button("Clear", "clear", () => []),
    );
  }

  show({ table, set }: Session): void {
    this.hint.hidden = table.count > 0;
    this.buttons.hidden = set.id !== DRAWN;
  }
}
