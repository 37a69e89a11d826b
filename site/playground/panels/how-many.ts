import { h } from "../dom.js";
import type { Choices } from "../run/how-many.js";
import { brief } from "../view/ticks.js";

/** A column for each k; a press takes it. */
export class HowMany {
  readonly element: HTMLElement;
  readonly #chosen: (k: number) => void;
  readonly #columns = h("div", {
    class: "mx-columns",
    role: "group",
    "aria-label": "How many clusters",
  });
  readonly #note = h("p", { class: "mx-note" });

  constructor(chosen: (k: number) => void) {
    this.#chosen = chosen;
    this.element = h(
      "section",
      { class: "mx-panel" },
      h("header", {}, h("h2", {}, "How many?")),
      this.#columns,
      this.#note,
    );
  }

  wait(): void {
    this.#note.textContent = "Fitting every k …";
    this.element.classList.add("mx-waiting");
  }

  show({ criterion, better, values, best }: Choices, k: number): void {
    this.element.classList.remove("mx-waiting");
    const known = values.flatMap(({ value }) => (value === undefined ? [] : [value]));
    const [least, most] = [Math.min(...known), Math.max(...known)];
    this.#columns.replaceChildren(
      ...values.map((row) => {
        const along = row.value === undefined ? 0 : (row.value - least) / (most - least || 1);
        const height = 12 + 88 * (better === "lower" ? 1 - along : along);
        const said = row.value === undefined ? "no value" : `${criterion} ${brief(row.value)}`;
        return h(
          "button",
          {
            type: "button",
            "aria-pressed": String(row.k === k),
            "aria-label": `k = ${row.k}: ${said}${row.k === best ? ", the best" : ""}`,
            title: said,
            class: row.k === best ? "mx-best" : "",
            onclick: () => this.#chosen(row.k),
          },
          h("span", { class: "mx-column", style: `height: ${height}%` }),
          h("span", {}, String(row.k)),
        );
      }),
    );
    this.#note.textContent =
      best === undefined ? "" : `${criterion} speaks for k = ${best}. Taller is better.`;
  }

  mark(k: number): void {
    Array.from(this.#columns.children).forEach((column, i) => {
      column.setAttribute("aria-pressed", String(i + 1 === k));
    });
  }
}
