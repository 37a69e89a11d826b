import type { Scene } from "./scene.js";

/** From units of the axes to pixels of the page and back. */
export interface Window {
  readonly width: number;
  readonly height: number;
  /** Pixels a unit. */
  readonly unitX: number;
  readonly unitY: number;
  x(value: number): number;
  y(value: number): number;
  valueX(pixel: number): number;
  valueY(pixel: number): number;
}

/** The whole scene in a sheet of pixels, in its middle where units are equally long. */
export function windowOf({ x, y, equal }: Scene, width: number, height: number): Window {
  const widthOf = ([from, to]: readonly [number, number]) => to - from;
  let [unitX, unitY] = [width / widthOf(x), height / widthOf(y)];
  if (equal) unitX = unitY = Math.min(unitX, unitY);
  const left = (width - unitX * widthOf(x)) / 2;
  const bottom = (height + unitY * widthOf(y)) / 2;
  return {
    width,
    height,
    unitX,
    unitY,
    x: (value) => left + (value - x[0]) * unitX,
    y: (value) => bottom - (value - y[0]) * unitY,
    valueX: (pixel) => x[0] + (pixel - left) / unitX,
    valueY: (pixel) => y[0] + (bottom - pixel) / unitY,
  };
}
