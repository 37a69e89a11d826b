import { labOf, pixelsBetween } from "./colour.js";
import { radiusFor, rasterOf, type Raster } from "./raster.js";
import type { Placed } from "./nearest.js";
import { bytesOf, type Theme } from "./theme.js";
import type { Window } from "./window.js";

/** The points as pixels of a canvas, each in a colour of its own. */
export class PointsLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #raster: Raster | undefined;
  /** In pixels of the canvas. */
  #x = new Float32Array();
  #y = new Float32Array();
  /** In pixels of the page. */
  placed: Placed = { x: new Float32Array(), y: new Float32Array() };
  #pixels = new Uint32Array();
  #shown: Float32Array = new Float32Array();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d")!;
  }

  /** The colours that are there now, to go on from. */
  get shown(): Float32Array {
    return this.#shown;
  }

  place(positions: Float64Array, window: Window, density: number, theme: Theme): void {
    const count = positions.length / 2;
    this.#canvas.width = Math.round(window.width * density);
    this.#canvas.height = Math.round(window.height * density);
    const x = Float32Array.from({ length: count }, (_, i) => window.x(positions[2 * i]));
    const y = Float32Array.from({ length: count }, (_, i) => window.y(positions[2 * i + 1]));
    this.placed = { x, y };
    this.#x = x.map((value) => value * density);
    this.#y = y.map((value) => value * density);
    if (this.#pixels.length !== count) {
      this.#pixels = new Uint32Array(count);
      this.#shown = blankOf(count, theme);
    }
    this.#raster = rasterOf(
      this.#canvas.width,
      this.#canvas.height,
      radiusFor(count, window.width) * density,
      count,
      bytesOf(theme.ground),
    );
  }

  /** Colours part of the way from one list of OKLab colours to another. */
  paint(from: Float32Array, to: Float32Array, along: number): void {
    if (this.#raster === undefined) return;
    pixelsBetween(from, to, along, this.#pixels);
    this.#shown = along === 1 ? to : this.#between(from, to, along);
    this.#raster.draw(this.#x, this.#y, this.#pixels);
    this.#context.putImageData(this.#raster.image, 0, 0);
  }

  #between(from: Float32Array, to: Float32Array, along: number): Float32Array {
    return from.map((value, at) => value + along * (to[at] - value));
  }
}

/** Points before the first E-step. */
export function blankOf(count: number, theme: Theme): Float32Array {
  const lab = labOf(theme.blank);
  return Float32Array.from({ length: 3 * count }, (_, at) => lab[at % 3]);
}
