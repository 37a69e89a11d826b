import { h, s } from "../dom.js";
import { brief } from "../view/ticks.js";

const [WIDTH, HEIGHT, EDGE] = [320, 86, 8];

/** The objective after each iteration, and where in it one is; a press goes there. */
export class Curve {
  readonly element: HTMLElement;
  readonly #chosen: (iteration: number) => void;
  readonly #line = s("path", { class: "mx-curve" });
  readonly #mark = s("circle", { r: 4.5, class: "mx-mark" });
  readonly #value = h("span", { class: "mx-figure" });
  readonly #title = h("h2", {});
  readonly #note = h("p", { class: "mx-note" });
  #count = 0;

  constructor(chosen: (iteration: number) => void) {
    this.#chosen = chosen;
    const chart = s(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        class: "mx-chart",
        "aria-hidden": "true",
        onpointerdown: (event: PointerEvent) => this.#pressed(event),
        onpointermove: (event: PointerEvent) => {
          if (event.buttons === 1) this.#pressed(event);
        },
      },
      this.#line,
      this.#mark,
    );
    this.element = h(
      "section",
      { class: "mx-panel" },
      h("header", {}, this.#title, this.#value),
      chart,
      this.#note,
    );
  }

  /**
   * @param values at the start and after each iteration
   * @param at the iteration shown
   */
  show(name: string, better: string, values: readonly number[], at: number): void {
    this.#count = values.length;
    this.#title.textContent = name;
    this.#note.textContent = better;
    const finite = values.filter(Number.isFinite);
    const [least, most] = [Math.min(...finite), Math.max(...finite)];
    const x = (i: number) => EDGE + ((WIDTH - 2 * EDGE) * i) / Math.max(values.length - 1, 1);
    const y = (value: number) =>
      most > least
        ? HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * (value - least)) / (most - least)
        : HEIGHT / 2;
    const shown = values
      .map((value, i) => [i, value] as const)
      .filter(([, value]) => Number.isFinite(value));
    this.#line.setAttribute(
      "d",
      shown.map(([i, v], n) => `${n ? "L" : "M"}${x(i).toFixed(1)} ${y(v).toFixed(1)}`).join(""),
    );
    const value = values[Math.min(at, values.length - 1)];
    this.#mark.setAttribute("cx", String(x(at)));
    this.#mark.setAttribute("cy", String(Number.isFinite(value) ? y(value) : HEIGHT / 2));
    this.#value.textContent = Number.isFinite(value) ? brief(value) : "";
  }

  #pressed(event: PointerEvent): void {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const along = ((event.clientX - box.left) / box.width) * WIDTH - EDGE;
    const iteration = Math.round((along / (WIDTH - 2 * EDGE)) * (this.#count - 1));
    this.#chosen(Math.min(Math.max(iteration, 0), this.#count - 1));
  }
}
