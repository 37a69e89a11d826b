import { h } from "../dom.js";

/** The parts of the page, as elements. */
interface Parts {
  readonly data: HTMLElement;
  readonly files: HTMLElement;
  readonly drawing: HTMLElement;
  readonly about: readonly HTMLElement[];
  readonly mixer: HTMLElement;
  /** What is on the stage and beside it, from top to bottom. */
  readonly stage: readonly HTMLElement[];
  readonly side: readonly HTMLElement[];
  readonly below: HTMLElement;
}

/** Puts each part in its place. */
export function layOut(element: HTMLElement, parts: Parts): void {
  element.classList.add("mx");
  element.append(
    h(
      "div",
      { class: "mx-top" },
      h(
        "div",
        { class: "mx-data" },
        parts.data,
        h("div", { class: "mx-files" }, parts.files, parts.drawing),
        ...parts.about,
      ),
      parts.mixer,
    ),
    h("div", { class: "mx-stage" }, ...parts.stage),
    h("div", { class: "mx-side" }, ...parts.side),
    parts.below,
  );
}
