import type { Picture } from "../data/picture.js";
import { h } from "../dom.js";
import { inkOn } from "../view/colour.js";

/** The picture in the colours of its centroids, and these. */
export class Palette {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas", {
    role: "img",
    "aria-label": "The picture in the colours of its clusters",
  });
  readonly #swatches = h("ol", { class: "mx-swatches" });

  constructor() {
    this.element = h(
      "section",
      { class: "mx-panel mx-picture" },
      h("h2", {}, "The picture in these colours"),
      this.#canvas,
      this.#swatches,
    );
  }

  /** @param labels undefined before the first E-step: the picture as it is */
  show(
    { width, height, values, at }: Picture,
    labels: Int32Array | undefined,
    centroids: readonly (readonly number[])[],
  ): void {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const image = new ImageData(width, height);
    at.forEach((pixel, i) => {
      const colour =
        labels === undefined ? values.subarray(3 * i, 3 * i + 3) : centroids[labels[i]];
      image.data.set([colour[0], colour[1], colour[2], 255], 4 * pixel);
    });
    this.#canvas.getContext("2d")!.putImageData(image, 0, 0);
    this.#swatches.replaceChildren(
      ...centroids.map((centroid, c) => {
        const hex = hexOf(centroid);
        const style = `background: ${hex}; color: ${inkOn(hex)}`;
        return h("li", { style, title: hex }, String(c + 1), h("span", {}, hex));
      }),
    );
  }
}

const hexOf = (centroid: readonly number[]) =>
  `#${centroid
    .map((value) =>
      Math.round(Math.min(Math.max(value, 0), 255))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
