import { freshId, h } from "../dom.js";
import { GAUSSIAN } from "../state/state.js";

/** The slider from hard k-means through soft k-means to Gaussians. */
export class Mixer {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #said = h("output", { class: "mx-said" });

  constructor(changed: (mix: number) => void) {
    const id = freshId();
    this.#input = h("input", {
      ...{ id, name: "mix", type: "range", min: 0, max: GAUSSIAN, step: 1 },
      oninput: () => changed(this.#input.valueAsNumber),
    });
    const end = (text: string, mix: number, side: string) =>
      h(
        "button",
        { type: "button", class: `mx-end mx-${side}`, onclick: () => changed(mix) },
        text,
      );
    this.element = h(
      "div",
      { class: "mx-mixer" },
      h("label", { for: id, class: "mx-hidden" }, "From hard through soft to Gaussian"),
      end("Hard k-means", 0, "left"),
      end("Gaussian mixture", GAUSSIAN, "right"),
      h(
        "div",
        { class: "mx-rail" },
        this.#input,
        h(
          "div",
          { class: "mx-scale", "aria-hidden": "true" },
          h("span", {}, "stiff"),
          h("span", {}, "soft k-means"),
          h("span", {}, "soft"),
        ),
      ),
      this.#said,
    );
  }

  show(mix: number, said: string): void {
    this.#input.value = String(mix);
    this.#input.setAttribute("aria-valuetext", said);
    this.#said.textContent = said;
  }
}
