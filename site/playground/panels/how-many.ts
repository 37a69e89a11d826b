import { h } from "../dom.js";
import type { Choices } from "../run/how-many.js";
import { verdictInWords } from "../run/words.js";
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
  readonly #note = h("p", { class: "mx-note mx-verdict" });

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

  show(choices: Choices, k: number): void {
    const { criterion, better, values, best } = choices;
    this.element.classList.remove("mx-waiting");
    // What is left out may be far beyond the others.
    const known = values.flatMap(({ value, out }) => (value === undefined || out ? [] : [value]));
    const [least, most] = [Math.min(...known), Math.max(...known)];
    this.#columns.replaceChildren(
      ...values.map((row) => {
        const worst = better === "lower" ? most : least;
        const along = Math.abs(((row.value ?? worst) - worst) / (most - least || 1));
        const height = 12 + 88 * (row.k === best ? 1 : Math.min(along, 1));
        const value = row.value === undefined ? "no value" : `${criterion} ${brief(row.value)}`;
        const said = row.out ? `${value}, left out` : value;
        return h(
          "button",
          {
            type: "button",
            "aria-pressed": String(row.k === k),
            "aria-label": `k = ${row.k}: ${said}${row.k === best ? ", the best" : ""}`,
            title: said,
            class: row.k === best ? "mx-best" : row.out ? "mx-out" : "",
            onclick: () => this.#chosen(row.k),
          },
          h("span", { class: "mx-column", style: `height: ${height}%` }),
          h("span", {}, String(row.k)),
        );
      }),
    );
    this.#note.textContent = verdictInWords(choices);
  }

  mark(k: number): void {
    Array.from(this.#columns.children).forEach((column, i) => {
      column.setAttribute("aria-pressed", String(i + 1 === k));
    });
  }
}
