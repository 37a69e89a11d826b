import { uniforms } from "../../test/data.js";

/**
 * A picture as a canvas gives it: red, green, blue and alpha of each pixel. A sun in an evening sky over
 * hills, with the noise of a camera, so that few pixels are equal.
 */
export function picture(width: number, height: number) {
  const uniform = uniforms(width + 31 * height);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const x = (pixel % width) / width;
    const y = Math.floor(pixel / width) / height;
    const colour = colourAt(x, y).map((value) => value + 24 * (uniform() + uniform() - 1));
    data.set([...colour, 255], 4 * pixel);
  }
  return { width, height, data };
}

/** Of a place, both coordinates from 0 to 1. */
function colourAt(x: number, y: number): number[] {
  const near = y > 0.75 + 0.1 * Math.sin(6 * x);
  const far = y > 0.55 + 0.08 * Math.sin(9 * x + 2);
  if (near) return [38 + 30 * y, 66 + 30 * y, 48];
  if (far) return [74, 92 + 40 * y, 104];
  if ((2 * (x - 0.7)) ** 2 + (y - 0.35) ** 2 < 0.015) return [252, 226, 140];
  return [120 + 190 * y, 120 + 90 * y, 190 - 60 * y];
}
