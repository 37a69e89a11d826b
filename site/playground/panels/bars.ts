import { h } from "../dom.js";
import { HUES, inkOn } from "../view/colour.js";

/** A row a cluster: its number, a bar, a figure; a click singles it out. */
export class Bars {
  readonly element = h("ol", { class: "mx-bars" });
  readonly #singled: (cluster: number) => void;
  #rows: { button: HTMLButtonElement; bar: HTMLElement; figure: HTMLElement }[] = [];

  constructor(singled: (cluster: number) => void) {
    this.#singled = singled;
  }

  /** @param shares of each cluster, summing to 1 */
  show(shares: readonly number[], single: number | undefined): void {
    if (shares.length !== this.#rows.length) this.#build(shares.length);
    shares.forEach((share, c) => {
      const { button, bar, figure } = this.#rows[c];
      bar.style.width = `${100 * share}%`;
      figure.textContent = percent(share);
      button.setAttribute("aria-pressed", String(single === c));
      button.classList.toggle("mx-faded", single !== undefined && single !== c);
    });
  }

  #build(k: number): void {
    this.#rows = Array.from({ length: k }, (_, c) => {
      const bar = h("span", { class: "mx-bar", style: `background: ${HUES[c]}` });
      const figure = h("span", { class: "mx-figure" });
      const ink = inkOn(HUES[c]);
      const number = h(
        "span",
        { class: "mx-number", style: `background: ${HUES[c]}; color: ${ink}` },
        String(c + 1),
      );
      const button = h(
        "button",
        { type: "button", title: "Single it out", onclick: () => this.#singled(c) },
        h("span", { class: "mx-hidden" }, "Cluster "),
        number,
        h("span", { class: "mx-track" }, bar),
        figure,
      );
      return { button, bar, figure };
    });
    this.element.replaceChildren(...this.#rows.map(({ button }) => h("li", {}, button)));
  }
}

function percent(share: number): string {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${(100 * share).toFixed(share > 0.995 && share < 1 ? 2 : 1)} %`;
}
