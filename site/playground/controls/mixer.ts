import { freshId, h } from "../dom.js";
import { GAUSSIAN, HARD } from "../state/state.js";

/** The slider from hard k-means through soft k-means to Gaussians. */
export class Mixer {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #said = h("output", { class: "mx-said" });
  readonly #lesson = h("p", { class: "mx-lesson" });
  readonly #ends: ReadonlyMap<number, HTMLElement>;

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
    const hard = end("Hard k-means", HARD, "left");
    const gaussian = end("Gaussian mixture", GAUSSIAN, "right");
    this.#ends = new Map([
      [HARD, hard],
      [GAUSSIAN, gaussian],
    ]);
    this.element = h(
      "div",
      { class: "mx-mixer" },
      h("label", { for: id, class: "mx-hidden" }, "From hard through soft to Gaussian"),
      hard,
      gaussian,
      h(
        "div",
        { class: "mx-rail" },
        this.#input,
        h(
          "div",
          { class: "mx-scale", "aria-hidden": "true" },
          h("span", { title: "Nearly hard: only points at a border are shared" }, "stiff"),
          h("span", {}, "soft k-means"),
          h("span", { title: "Every point is shared by all" }, "soft"),
        ),
      ),
      this.#said,
      this.#lesson,
    );
  }

  show(mix: number, said: string): void {
    this.#input.value = String(mix);
    this.#input.setAttribute("aria-valuetext", said);
    this.#said.textContent = said;
    // How much of the rail is filled: that of soft k-means ends before the Gaussians.
    this.#input.style.setProperty("--mx-at", String(mix === GAUSSIAN ? 0 : mix / GAUSSIAN));
    for (const [place, end] of this.#ends) end.classList.toggle("mx-on", place === mix);
  }

  /** What is to be seen at this place. */
  teach(lesson: string): void {
    if (this.#lesson.textContent !== lesson) this.#lesson.textContent = lesson;
  }
}
