import { inspect } from "node:util";
import { runInNewContext } from "node:vm";
import { Float16, Float64, Int32, makeVector, vectorFromArray } from "apache-arrow";
import fc from "fast-check";
import { KMeans, Points, type PointsLike } from "mixtura";
import ndarray from "ndarray";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

const rows = blobs(120, 3, 4, 9);
const flat = new Float64Array(rows.flat());
const column = (j: number) => rows.map((x) => x[j]);

/** The same points in column-major order, with rubbish around them. */
function columnMajor() {
  const data = new Float64Array(5 + 360).fill(NaN);
  rows.forEach((x, i) => x.forEach((value, j) => (data[5 + j * 120 + i] = value)));
  return data;
}

/** Every second row and column of a larger table, backwards. */
function backwards() {
  const data = new Float64Array(240 * 6).fill(NaN);
  rows.forEach((x, i) => x.forEach((value, j) => (data[(239 - 2 * i) * 6 + 2 * j] = value)));
  return data;
}

const forms: Record<string, () => PointsLike> = {
  "rows of numbers": () => rows,
  "rows as typed arrays": () => rows.map((x) => new Float64Array(x)),
  "rows in an array-like": () => Object.assign({ length: 120 }, rows),
  "flat, Float64Array": () => ({ data: flat, shape: [120, 3] }),
  "flat, number[]": () => ({ data: rows.flat(), shape: [120, 3] }),
  "flat, with an offset": () => ({
    data: new Float64Array([NaN, NaN, ...flat]),
    shape: [120, 3],
    offset: 2,
  }),
  "flat, typed, with padded rows": () => ({
    data: new Float64Array(rows.flatMap((x) => [...x, NaN])),
    shape: [120, 3],
    strides: [4, 1],
  }),
  "flat, column-major as stdlib's ndarray": () => ({
    data: columnMajor(),
    shape: [120, 3],
    strides: [1, 120],
    offset: 5,
  }),
  "flat, negative strides": () => ({
    data: backwards(),
    shape: [120, 3],
    strides: [-12, 2],
    offset: 239 * 6,
  }),
  "a scijs ndarray": () => ndarray(flat, [120, 3]),
  "a transposed scijs ndarray": () => ndarray(columnMajor(), [3, 120], [120, 1], 5).transpose(1, 0),
  "Points.from rows": () => Points.from(rows),
  "Points.from Points": () => Points.from(Points.from(rows)),
  "Points.fromColumns of arrays": () =>
    Points.fromColumns({ x: column(0), y: column(1), z: new Float64Array(column(2)) }),
  "Points.fromColumns of Arrow vectors": () =>
    Points.fromColumns({
      x: makeVector(new Float64Array(column(0))),
      y: vectorFromArray(column(1), new Float64()),
      z: column(2),
    }),
  "Points.fromRecords": () =>
    Points.fromRecords(
      rows.map(([x, y, z]) => ({ name: "a point", z, y, x })),
      ["x", "y", "z"],
    ),
  "Points.create": () => Points.create(120, 3, (view) => view.set(flat)),
};

describe("every form of points", () => {
  const expected = JSON.stringify(KMeans.fit(rows, { k: 6, seed: 3 }));

  it.each(Object.entries(forms))("gives the same bits: %s", (_, form) => {
    const model = KMeans.fit(form(), { k: 6, seed: 3 });
    expect(JSON.stringify(model)).toBe(expected);
    expect(model.predict(form())).toEqual(model.labels);
  });

  it("in one dimension: numbers, typed arrays, a shape of [n], rows", () => {
    const values = column(1);
    const one = JSON.stringify(KMeans.fit(values, { k: 3 }));
    const same: PointsLike[] = [
      new Float64Array(values),
      { data: values, shape: [120] },
      { data: values, shape: [120], strides: [1] },
      values.map((x) => [x]),
      Points.from(values),
    ];
    for (const form of same) expect(JSON.stringify(KMeans.fit(form, { k: 3 }))).toBe(one);
    const integers = values.map(Math.round);
    const whole = JSON.stringify(KMeans.fit(integers, { k: 3 }));
    expect(JSON.stringify(KMeans.fit(new Int16Array(integers), { k: 3 }))).toBe(whole);
  });

  const anyTable = fc
    .record({
      n: fc.integer({ min: 1, max: 20 }),
      d: fc.integer({ min: 1, max: 6 }),
      value: fc.constantFrom(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.integer({ min: -2, max: 2 }),
      ),
      seed: fc.nat(),
    })
    .chain(({ n, d, value, seed }) =>
      fc.record({
        table: fc.array(fc.array(value, { minLength: d, maxLength: d }), {
          minLength: n,
          maxLength: n,
        }),
        k: fc.integer({ min: 1, max: n }),
        seed: fc.constant(seed),
      }),
    );

  /** One table in all forms; each with the bytes or text behind it, to see whether they change. */
  function formsOf(table: number[][]): [form: PointsLike, state: () => string][] {
    const d = table[0].length;
    const data = Float64Array.from(table.flat());
    const padded = Float64Array.from(table.flatMap((x) => [...x, NaN]));
    const columns = Object.fromEntries(
      table[0].map((_, j) => [`x${j}`, Float64Array.from(table, (x) => x[j])]),
    );
    const records = table.map((x) => Object.fromEntries(x.map((value, j) => [`x${j}`, value])));
    return [
      [table, () => table.join(";")],
      [{ data, shape: [table.length, d] }, () => data.join()],
      [{ data: padded, shape: [table.length, d], strides: [d + 1, 1] }, () => padded.join()],
      [Points.from(table), () => ""],
      [Points.fromColumns(columns), () => Object.values(columns).join(";")],
      [Points.fromRecords(records, Object.keys(columns)), () => JSON.stringify(records)],
      [Points.create(table.length, d, (view) => view.set(data)), () => data.join()],
    ];
  }

  it("gives the same bits for any table, and is left unchanged", () => {
    fc.assert(
      fc.property(anyTable, ({ table, k, seed }) => {
        const fits = formsOf(table).map(([form, state]) => {
          const before = state();
          const model = KMeans.fit(form, { k, seed });
          const { labels, inertia, centroids } = model;
          const predicted = model.predict(form);
          const distances = model.distances(form);
          const score = model.score(form);
          expect(state()).toBe(before);
          return { labels, inertia, centroids, predicted, distances, score };
        });
        for (const fit of fits) expect(fit).toEqual(fits[0]);
      }),
    );
  });

  it("gives outputs that alias neither it, nor the library's memory, nor each other", () => {
    fc.assert(
      fc.property(anyTable, ({ table, k, seed }) => {
        const kept = Points.from(table);
        const options = { k, seed };
        const model = KMeans.fit(kept, options);
        const outputs = [
          model.labels,
          model.predict(kept),
          model.predict(kept),
          model.distances(kept),
          model.distances(kept),
          ...Array.from(KMeans.steps(kept, options), (step) => step.labels),
        ];
        expect(new Set(outputs.map(({ buffer }) => buffer)).size).toBe(outputs.length);
        for (const output of outputs) expect(output.buffer.byteLength).toBe(output.byteLength);
        const copies = outputs.map((output) => output.slice());
        KMeans.fit(kept, { ...options, k: 1 });
        expect(outputs).toEqual(copies);
        const expected = JSON.stringify(model);
        for (const output of outputs) output.fill(77);
        expect(JSON.stringify(KMeans.fit(kept, options))).toBe(expected);
        kept.dispose();
      }),
    );
  });

  it("is never changed, and no output aliases it or another output", () => {
    const data = flat.slice();
    const model = KMeans.fit({ data, shape: [120, 3] }, { k: 6 });
    model.predict({ data, shape: [120, 3] });
    expect(data).toEqual(flat);
    const kept = Points.from(rows);
    const first = KMeans.fit(kept, { k: 6 });
    const labels = first.labels.slice();
    KMeans.fit(kept, { k: 3 });
    first.distances(kept).fill(0);
    Points.from(blobs(5000, 8, 2));
    expect(first.labels).toEqual(labels);
    expect(first.labels.buffer.byteLength).toBe(120 * 4);
    expect(KMeans.fit(kept, { k: 6 }).toJSON()).toEqual(first.toJSON());
  });
});

describe("precision", () => {
  const single = new Float32Array(flat);

  it("is float32 for a Float32Array alone, and can be asked for", () => {
    const flat32 = { data: single, shape: [120, 3] };
    expect(Points.from(flat32).precision).toBe("float32");
    expect(Points.from(new Float32Array(3)).precision).toBe("float32");
    expect(Points.from(rows).precision).toBe("float64");
    expect(Points.from(rows, { precision: "float32" }).precision).toBe("float32");
    expect(Points.from(flat32, { precision: "float64" }).precision).toBe("float64");
    expect(KMeans.fit(flat32, { k: 2 }).precision).toBe("float32");
    expect(KMeans.fit(rows, { k: 2, precision: "float32" }).precision).toBe("float32");
    expect(Points.create(2, 2, () => {}, { precision: "float32" }).precision).toBe("float32");
    expect(Points.fromColumns({ x: [1] }, { precision: "float32" }).precision).toBe("float32");
  });

  it("changes memory, not arithmetic: float32 data gives the same bits either way", () => {
    const flat32 = { data: single, shape: [120, 3] };
    const narrow = KMeans.fit(flat32, { k: 5 }).toJSON();
    const wide = KMeans.fit(flat32, { k: 5, precision: "float64" }).toJSON();
    expect({ ...narrow, precision: "float64" }).toEqual(wide);
  });

  it("of a Points is converted where a fit asks for the other", () => {
    const kept = Points.from(rows);
    const a = KMeans.fit(kept, { k: 5, precision: "float32" });
    const b = KMeans.fit(rows, { k: 5, precision: "float32" });
    expect(a.toJSON()).toEqual(b.toJSON());
    expect(a.predict(kept)).toEqual(a.labels);
  });
});

describe("Points", () => {
  it("tells its size", () => {
    const points = Points.from(rows);
    expect([points.count, points.dimensions, points.precision]).toEqual([120, 3, "float64"]);
  });

  it("prints as what it is and cannot be changed", () => {
    const points = Points.from(rows);
    expect(inspect(points)).toBe("Points { count: 120, dimensions: 3, precision: 'float64' }");
    expect(() => Object.assign(points, { count: 1 })).toThrow(TypeError);
  });

  it("is made by its factories alone", () => {
    expect(() => new (Points as unknown as new () => Points)()).toThrow("Points are made by");
  });

  it("create starts from zeros and its view is float32 where that is asked for", () => {
    const dirty = Points.create(50, 2, (view) => view.fill(7));
    dirty.dispose();
    Points.create(50, 2, (view) => expect(view).toEqual(new Float64Array(100)));
    const seen: unknown[] = [];
    Points.create(2, 1, (view) => seen.push(view.constructor), { precision: "float32" });
    expect(seen).toEqual([Float32Array]);
  });

  it("create notices when memory grew under the view", () => {
    const grow = () =>
      Points.create(2, 1, () => {
        Points.create(16 * 2 ** 20, 1, () => {}).dispose();
      });
    expect(grow).toThrow("fill made other points while it was writing");
  });

  it("create takes its view away when fill returns", () => {
    let kept: Float64Array = new Float64Array(1);
    const points = Points.create(3, 1, (view) => {
      kept = view;
      view.set([1, 2, 9]);
    });
    const before = KMeans.fit(points, { k: 2 }).toJSON();
    kept[0] = NaN;
    expect(kept).toHaveLength(0);
    expect(KMeans.fit(points, { k: 2 }).toJSON()).toEqual(before);
  });

  it("copies right though reading the data makes other points", () => {
    const values = [1, 2, 3, 50, 51];
    const records = values.map((value) => ({
      get x() {
        Points.create(1, 1, () => {}).dispose();
        return value;
      },
    }));
    const model = KMeans.fit(Points.fromRecords(records, ["x"]), { k: 2 });
    expect(model.toJSON()).toEqual(KMeans.fit(values, { k: 2 }).toJSON());
  });

  it("takes typed arrays of another realm, and refuses what is none", () => {
    const foreign = runInNewContext("new Float32Array([1, 2, 50])") as Float32Array;
    expect(KMeans.fit(foreign, { k: 2 }).precision).toBe("float32");
    const view = runInNewContext("new DataView(new ArrayBuffer(16))") as number[];
    expect(() => KMeans.fit(view, { k: 1 })).toThrow("got a DataView");
  });

  it("create passes on what fill throws", () => {
    const failing = () =>
      Points.create(2, 1, () => {
        throw new Error("no more data");
      });
    expect(failing).toThrow("no more data");
  });

  it("refuses Arrow columns with nulls, saying where", () => {
    const x = vectorFromArray([1, null, 3], new Float64());
    expect(() => Points.fromColumns({ x })).toThrow(
      '"columns" expected finite numbers, got null at row 1, column "x" (from 0)',
    );
  });

  it("reads Arrow vectors whose bytes are not their numbers", () => {
    const x = vectorFromArray([1, 2, 9], new Float16());
    const y = vectorFromArray([1, 2, 9], new Int32());
    const model = KMeans.fit(Points.fromColumns({ x, y }), { k: 1 });
    expect(model.centroids).toEqual([[4, 4]]);
  });

  it("once disposed says so, and disposing twice does no harm", () => {
    const points = Points.from(rows);
    const model = KMeans.fit(points, { k: 2 });
    points.dispose();
    points.dispose();
    for (const use of [
      () => KMeans.fit(points, { k: 2 }),
      () => model.predict(points),
      () => Points.from(points),
    ]) {
      expect(use).toThrow('"points" were disposed; make new ones with Points.from');
    }
  });

  it("is disposed by using", () => {
    let outer: Points;
    {
      using points = Points.from(rows);
      outer = points;
    }
    expect(() => KMeans.fit(outer, { k: 2 })).toThrow("were disposed");
  });

  it("disposed between steps says so at the next one", () => {
    const points = Points.from(rows);
    const steps = KMeans.steps(points, { k: 6, start: "sample" });
    steps.next();
    points.dispose();
    expect(() => steps.next()).toThrow("were disposed");
  });

  it("disposed between steps of a fit by a tree says the same", () => {
    const points = Points.create(1500, 2, (view) => {
      view.forEach((_, i) => (view[i] = Math.sin(i * i)));
    });
    const steps = KMeans.steps(points, { k: 5 });
    steps.next();
    points.dispose();
    expect(() => steps.next()).toThrow("were disposed");
  });

  it("serves on when memory grows in mid-fit", () => {
    const points = Points.from(rows);
    const expected = JSON.stringify(KMeans.fit(points, { k: 6, start: "sample" }));
    const steps = KMeans.steps(points, { k: 6, start: "sample" });
    let step = steps.next();
    let megabytes = 140;
    while (!step.done) {
      // Larger each time, so that memory has to grow under the running fit.
      Points.create((megabytes++ * 2 ** 20) / 8, 1, () => {}).dispose();
      step = steps.next();
    }
    expect(JSON.stringify(step.value)).toBe(expected);
  });
});
