import type { Scene } from "./scene.js";

/** From units of the axes to pixels of the page and back. */
export interface Window {
  readonly width: number;
  readonly height: number;
  /** Pixels a unit, across. */
  readonly unitX: number;
  x(value: number): number;
  y(value: number): number;
  valueX(pixel: number): number;
  valueY(pixel: number): number;
  /** A position on the sheet, to a tenth of a pixel, in numbers as short as that allows. */
  valuesAt(x: number, y: number): [number, number];
}

/** An axis as parts of the way along it: its length itself may be beyond all numbers. */
function axisOf([from, to]: readonly [number, number]) {
  const unit = Number.isFinite(to - from) ? 1 : 0.5;
  const length = unit * to - unit * from;
  return {
    length: length / unit,
    along: (value: number) => (unit * value - unit * from) / length,
    at: (along: number) => from * (1 - along) + to * along,
  };
}

/** The whole scene in a sheet of pixels, in its middle where units are equally long. */
export function windowOf({ x, y, equal }: Scene, width: number, height: number): Window {
  const [across, up] = [axisOf(x), axisOf(y)];
  let [sizeX, sizeY] = [width, height];
  if (equal) {
    const ratio = across.length / up.length;
    if (ratio > width / height) sizeY = width / ratio;
    else sizeX = height * ratio;
  }
  const left = (width - sizeX) / 2;
  const bottom = (height + sizeY) / 2;
  const valueX = (pixel: number) => across.at((pixel - left) / sizeX);
  const valueY = (pixel: number) => up.at((bottom - pixel) / sizeY);
  return {
    width,
    height,
    unitX: sizeX / across.length,
    x: (value) => left + sizeX * across.along(value),
    y: (value) => bottom - sizeY * up.along(value),
    valueX,
    valueY,
    valuesAt: (x, y) => [
      rounded(valueX(x), valueX(x + 0.1) - valueX(x)),
      rounded(valueY(y), valueY(y + 0.1) - valueY(y)),
    ],
  };
}

/** To as many digits as tell it from its neighbours. */
function rounded(value: number, step: number): number {
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.floor(Math.log10(Math.abs(step)));
  if (!(digits >= 0 && digits <= 16)) return value;
  const short = Number(value.toExponential(digits));
  return Number.isFinite(short) ? short : value;
}
