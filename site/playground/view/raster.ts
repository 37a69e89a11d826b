/** Discs as pixels: opaque where there are many points, soft edges where there are few. */

/** Points up to which each disc has a soft edge and a rim. */
const FEW = 20_000;

/** Radius in pixels of the page: smaller where points are many, or the sheet is a phone's. */
export function radiusFor(count: number, width: number): number {
  const radius =
    count <= 400 ? 4.5 : count <= 1200 ? 3.75 : count <= 6000 ? 2.75 : count <= FEW ? 2 : 1.6;
  return count > FEW ? radius : radius * Math.min(Math.max(width / 640, 0.75), 1);
}

export interface Raster {
  readonly image: ImageData;
  /** Draws points, in the order of their rows. */
  draw(x: Float32Array, y: Float32Array, pixels: Uint32Array): void;
}

/**
 * @param radius of a disc, in pixels of the raster
 * @param rim colour of the line that parts discs, red, green, blue
 */
export function rasterOf(
  width: number,
  height: number,
  radius: number,
  count: number,
  rim: readonly [number, number, number],
): Raster {
  const image = new ImageData(width, height);
  const target = new Uint32Array(image.data.buffer);
  const draw =
    count > FEW
      ? (x: Float32Array, y: Float32Array, pixels: Uint32Array) => {
          target.fill(0);
          discs(target, width, height, radius, x, y, pixels);
        }
      : (x: Float32Array, y: Float32Array, pixels: Uint32Array) => {
          target.fill(0);
          stamps(image.data, width, height, radius, rim, x, y, pixels);
        };
  return { image, draw };
}

function discs(
  target: Uint32Array,
  width: number,
  height: number,
  radius: number,
  x: Float32Array,
  y: Float32Array,
  pixels: Uint32Array,
): void {
  const reach = Math.ceil(radius);
  const inside: number[] = [];
  for (let down = -reach; down <= reach; down++)
    for (let right = -reach; right <= reach; right++)
      // A little more than the radius, or small discs would be crosses.
      if (right * right + down * down <= (radius + 0.3) ** 2) inside.push(down * width + right);
  // One list of pixels takes half the time of row after row: 6 against 12 ms for 100,000 points.
  const disc = Int32Array.from(inside);
  for (let i = 0; i < pixels.length; i++) {
    const left = (x[i] + 0.5) | 0;
    const top = (y[i] + 0.5) | 0;
    if (left < reach || left >= width - reach || top < reach || top >= height - reach) continue;
    const pixel = pixels[i];
    const centre = top * width + left;
    for (let at = 0; at < disc.length; at++) target[centre + disc[at]] = pixel;
  }
}

function stamps(
  data: Uint8ClampedArray,
  width: number,
  height: number,
  radius: number,
  [rimRed, rimGreen, rimBlue]: readonly [number, number, number],
  x: Float32Array,
  y: Float32Array,
  pixels: Uint32Array,
): void {
  const edge = Math.max(0.6, 0.2 * radius);
  const reach = Math.ceil(radius + edge + 1);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i];
    const [red, green, blue] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    const [left, top] = [Math.round(x[i]) - reach, Math.round(y[i]) - reach];
    for (let row = Math.max(0, top); row <= Math.min(height - 1, top + 2 * reach); row++) {
      for (
        let column = Math.max(0, left);
        column <= Math.min(width - 1, left + 2 * reach);
        column++
      ) {
        const distance = Math.sqrt((column + 0.5 - x[i]) ** 2 + (row + 0.5 - y[i]) ** 2);
        const outer = Math.min(1, radius + edge + 0.5 - distance);
        if (outer <= 0) continue;
        const inner = Math.min(1, Math.max(0, radius + 0.5 - distance));
        const at = 4 * (row * width + column);
        const under = data[at + 3] === 0 ? 0 : 1 - outer;
        const over = 1 - under;
        data[at] = under * data[at] + over * (rimRed + inner * (red - rimRed));
        data[at + 1] = under * data[at + 1] + over * (rimGreen + inner * (green - rimGreen));
        data[at + 2] = under * data[at + 2] + over * (rimBlue + inner * (blue - rimBlue));
        data[at + 3] = Math.max(data[at + 3], 255 * outer);
      }
    }
  }
}
