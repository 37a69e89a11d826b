import { GaussianMixture, KMeans, Points, selectK } from "mixtura";
import { silhouette } from "mixtura/metrics";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

const WIDTH = 30;
const HEIGHT = 20;

/** Colours of four groups, whole numbers in 0..255. */
const colours = blobs(WIDTH * HEIGHT, 3, 4, 5).map((row) =>
  row.map((x) => Math.max(0, Math.min(255, Math.round(8 * x + 120)))),
);
/** Alpha is as far from a constant as can be. */
const channels = colours.flatMap((row, i) => [...row, (i * 97) % 256]);

/** As browsers have it: what it is made of comes from its prototype. */
class ImageData {
  readonly #data: Uint8ClampedArray;
  constructor(data: Uint8ClampedArray) {
    this.#data = data;
  }
  get width() {
    return WIDTH;
  }
  get height() {
    return HEIGHT;
  }
  get data() {
    return this.#data;
  }
}

const look = { width: WIDTH, height: HEIGHT };
const images = {
  "as a browser has it": new ImageData(Uint8ClampedArray.from(channels)),
  "of a Uint8ClampedArray": { ...look, data: Uint8ClampedArray.from(channels) },
  "of a Buffer, as pngjs has it": { ...look, data: Buffer.from(channels), gamma: 0.45 },
  "of 16 bits": { ...look, data: Uint16Array.from(channels) },
  "of a Float32Array": { ...look, data: Float32Array.from(channels) },
};

describe("an image", () => {
  const expected = KMeans.fit(colours, { k: 4, seed: 2 });

  it.each(Object.entries(images))("is its pixels' red, green and blue: %s", (_, image) => {
    expect(Points.from(image).toRows()).toEqual(colours);
    const model = KMeans.fit(image, { k: 4, seed: 2, precision: "float64" });
    expect(model.toJSON()).toEqual(expected.toJSON());
    expect(model.predict(image)).toEqual(expected.labels);
    expect(Array.from(image.data)).toEqual(channels);
  });

  it("is kept in float32 only if its data is", () => {
    expect(Points.from(images["of a Uint8ClampedArray"]).precision).toBe("float64");
    expect(Points.from(images["of a Float32Array"]).precision).toBe("float32");
  });

  it("goes wherever points go, a pixel at a time", async () => {
    const image = images["as a browser has it"];
    const options = { k: [2, 3, 4], seed: 2 };
    expect(selectK(KMeans, image, options).table).toEqual(selectK(KMeans, colours, options).table);
    expect(silhouette(image, expected.labels)).toBe(silhouette(colours, expected.labels));
    const weights = colours.map((_, i) => i % 3);
    expect((await KMeans.fitAsync(image, { k: 3, weights })).toJSON()).toEqual(
      KMeans.fit(colours, { k: 3, weights }).toJSON(),
    );
    const mixture = GaussianMixture.fit(image, { k: 3 });
    expect(mixture.logDensity(image)).toEqual(mixture.logDensity(colours));
    const pixel = { width: 1, height: 1, data: new Uint8ClampedArray([1, 2, 3, 0]) };
    expect(KMeans.fit(pixel, { k: 1 }).centroids).toEqual([[1, 2, 3]]);
  });

  it("is copied right in slices of time and by workers", async () => {
    const large = { width: 300, height: 200, data: new Uint8ClampedArray(240_000) };
    for (let i = 0; i < large.data.length; i++) large.data[i] = (i * 7919) % 251;
    const model = KMeans.fit(large, { k: 3, start: "sample", maxIterations: 3 });
    for (const options of [{}, { threads: 2 }]) {
      expect(await model.predictAsync(large, options)).toEqual(model.labels);
    }
  });

  it("is data with a shape where it has one", () => {
    const data = new Float64Array([1, 2, 3, 4, 5, 6]);
    const shaped = { width: 2, height: 1, data, shape: [3, 2] };
    expect(Points.from(shaped).count).toBe(3);
  });

  it("says so where its buffer is gone before it is copied", () => {
    const data = new Uint8ClampedArray(8);
    const options = {
      k: 1,
      get seed() {
        structuredClone(data, { transfer: [data.buffer] });
        return 0;
      },
    };
    expect(() => KMeans.fit({ width: 2, height: 1, data }, options)).toThrow(
      '"points.data" expected 8 values (2 × 1 pixels of 4; others go in as { data, shape }), got 0',
    );
  });
});

describe("a matrix that tells its rows", () => {
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ];

  it("is those rows: of ml-matrix by the data it holds, of a view of one by a copy", () => {
    let copies = 0;
    const to2DArray = () => {
      copies += 1;
      return rows;
    };
    const data = rows.map((row) => Float64Array.from(row));
    const matrix = { rows: 2, columns: 3, data, to2DArray };
    expect(Points.from(matrix).toRows()).toEqual(rows);
    expect(copies).toBe(0);
    const view = { rows: 3, columns: 2, matrix, to2DArray };
    expect(Points.from(view).toRows()).toEqual(rows);
    expect(copies).toBe(1);
    const shaped = { ...matrix, data: rows.flat(), shape: [3, 2] };
    expect(Points.from(shaped).count).toBe(3);
  });
});
