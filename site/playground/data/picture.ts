import { tableOf, type Table } from "./table.js";

/** A table of pixels knows the picture that they are of. */
export interface Picture extends Table {
  readonly width: number;
  readonly height: number;
  /** Which of its pixels each point is; those that are transparent are none. */
  readonly at: Int32Array;
}

/** Enough to tell the colours of a picture, and few enough to play with. */
const MOST_PIXELS = 30_000;
/** Of 255: what lets more than half through has no colour of its own. */
const OPAQUE = 128;

export function pictureOf(width: number, height: number, rgba: ArrayLike<number>): Picture {
  const pixels = Int32Array.from({ length: width * height }, (_, pixel) => pixel);
  const at = pixels.filter((pixel) => rgba[4 * pixel + 3] >= OPAQUE);
  const values = new Float64Array(3 * at.length);
  at.forEach((pixel, i) => {
    for (let j = 0; j < 3; j++) values[3 * i + j] = rgba[4 * pixel + j];
  });
  return pictureOfPoints(width, height, values, at);
}

export const pictureOfPoints = (
  width: number,
  height: number,
  values: Float64Array,
  at: Int32Array,
): Picture => ({ ...tableOf(["red", "green", "blue"], values), width, height, at });

export const isPicture = (table: Table): table is Picture => "width" in table;

/** The pixels of a file; rejects where it is no picture. */
export async function readPicture(file: Blob): Promise<Picture> {
  // An image of the page reads drawings in SVG too.
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    // Firefox gives no size to a drawing that names none.
    const [wide, high] = [image.naturalWidth || 300, image.naturalHeight || 150];
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (wide * high)));
    const width = Math.max(1, Math.round(wide * scale));
    const height = Math.max(1, Math.round(high * scale));
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(image, 0, 0, width, height);
    return pictureOf(width, height, context.getImageData(0, 0, width, height).data);
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** A picture to begin with: a low sun over water. Whole numbers alone, the same in every browser. */
export function sunset(): Picture {
  const [width, height, horizon] = [150, 90, 56];
  const rgba = new Uint8ClampedArray(4 * width * height);
  let noise = 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grains = colourAt(x, y, horizon).map((value) => {
        noise = (noise * 48271) % 2147483647;
        return value + (noise % 13) + ((noise >> 12) % 13) - 12;
      });
      rgba.set(grains, 4 * (y * width + x));
      rgba[4 * (y * width + x) + 3] = 255;
    }
  }
  return pictureOf(width, height, rgba);
}

function colourAt(x: number, y: number, horizon: number): number[] {
  const [dx, dy] = [x - 104, y - 40];
  const distance = dx * dx + dy * dy;
  if (y < horizon) {
    const hill = horizon - 5 - ((x * 7) % 3) - Math.max(0, 14 - Math.abs(x - 30) / 2);
    if (y > hill && x < 78) return [52, 44, 70];
    if (distance < 150) return [255, 236, 170];
    const glow = Math.max(0, 60 - distance / 25);
    return [70 + 3 * y + glow, 84 + y + glow, 150 - y - glow / 3];
  }
  const depth = y - horizon;
  const glint = Math.abs(dx) < 6 + depth / 2 && (x * 5 + y * 11) % 7 < 4;
  return glint ? [246, 186, 110] : [60 + depth / 2, 66 + depth, 110 + depth];
}
