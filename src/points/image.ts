import { checkInteger, lengthOf, rangeError, show, typedKind, typeError } from "../check.js";
import type { ImageDataLike, Precision } from "../types.js";

/** Red, green, blue and alpha, one after the other. */
const CHANNELS = 4;
/** Those of them that are values of a point. */
const COLOURS = 3;

/** Whether it is an image by its form: whoever draws makes one with a class of their own. */
export function isImage(value: object): value is ImageDataLike {
  return "width" in value && "height" in value && !("shape" in value);
}

/** The pixels of an image, row by row from the top left, as points of red, green and blue. */
export function openImage(name: string, image: ImageDataLike) {
  const { width, height, data } = image;
  checkInteger(`${name}.width`, width, 1, 2 ** 32);
  checkInteger(`${name}.height`, height, 1, 2 ** 32);
  const kind = typedKind(data);
  if (kind === undefined || kind.startsWith("Big")) {
    throw typeError(`${name}.data`, "a typed array of numbers", show(data));
  }
  const count = width * height;
  const length = CHANNELS * count;
  const checkData = () => {
    const got = lengthOf(data)!;
    if (got === length) return;
    const pixels = `${width} × ${height} pixels of ${CHANNELS}; others go in as { data, shape }`;
    throw rangeError(`${name}.data`, `${length} values (${pixels})`, String(got));
  };
  checkData();
  const precision: Precision = kind === "Float32Array" ? "float32" : "float64";
  return {
    name,
    count,
    dimensions: COLOURS,
    precision,
    at: (row: number, column: number): unknown => data[CHANNELS * row + column],
    copyTo: (view: Float64Array | Float32Array, first: number, size: number) => {
      // Its buffer may have shrunk since.
      checkData();
      const end = CHANNELS * (first + size);
      for (let from = CHANNELS * first, to = 0; from < end; from += CHANNELS, to += COLOURS) {
        view[to] = data[from];
        view[to + 1] = data[from + 1];
        view[to + 2] = data[from + 2];
      }
    },
    columnName: (column: number) => JSON.stringify(["red", "green", "blue"][column]),
  };
}
