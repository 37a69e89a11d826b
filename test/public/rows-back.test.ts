import { GaussianMixture, KMeans, Points, SoftKMeans } from "mixtura";
import { describe, expect, it } from "vitest";
import { blobs } from "../data.js";

const rows = blobs(700, 3, 4, 3);
const hard = KMeans.fit(rows, { k: 5 });
const soft = SoftKMeans.fit(rows, { k: 3, stiffness: 2 });
const mixture = GaussianMixture.fit(rows, { k: 4, covariance: "full" });

/** Flat numbers cut into rows, in the plainest way. */
const cut = (flat: Float64Array, k: number) =>
  Array.from({ length: flat.length / k }, (_, i) => Array.from(flat.subarray(i * k, (i + 1) * k)));

describe("Points read back", () => {
  it.each(["float64", "float32"] as const)("are the rows that went in, in %s", (precision) => {
    const hold = precision === "float32" ? Math.fround : Number;
    const expected = rows.map((row) => row.map(hold));
    const points = Points.from(rows, { precision });
    expect(points.toRows()).toEqual(expected);
    expect(rows.map((_, i) => points.row(i))).toEqual(expected);
    points.dispose();
  });

  it("are copies, of each other as well", () => {
    using points = Points.from([[1, 2], [3, 4]]); // prettier-ignore
    const read = points.toRows();
    read[0][0] = 77;
    points.row(1)[0] = 77;
    expect(points.toRows()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect(points.row(0)).not.toBe(points.row(0));
    expect(Array.isArray(read[0])).toBe(true);
  });

  it("of one value, and of extreme ones", () => {
    expect(Points.from([-9999]).toRows()).toEqual([[-9999]]);
    const extreme = [[5e-324, -0], [1.7e308, -1e-200]]; // prettier-ignore
    expect(Points.from(extreme).toRows()).toEqual(extreme);
    expect(Points.from(extreme).row(0)).toEqual([5e-324, -0]);
  });

  it("say so once disposed", () => {
    const points = Points.from(rows);
    points.dispose();
    for (const read of [() => points.toRows(), () => points.row(0)]) {
      expect(read).toThrow('"points" were disposed; make new ones with Points.from');
    }
  });

  it("stay right when memory grows meanwhile", () => {
    const points = Points.from(rows);
    Points.create(24 * 2 ** 20, 1, () => {}).dispose();
    expect(points.toRows()).toEqual(rows);
  });
});

describe("answers in rows", () => {
  const answers = {
    "distances of k-means": { flat: hard.distances(rows), nested: hard.distances(rows, { rows: true }), k: 5 },
    "shares of soft k-means": { flat: soft.responsibilities(rows), nested: soft.responsibilities(rows, { rows: true }), k: 3 },
    "shares of a mixture": { flat: mixture.responsibilities(rows), nested: mixture.responsibilities(rows, { rows: true }), k: 4 },
    "distances in deviations": { flat: mixture.mahalanobis(rows), nested: mixture.mahalanobis(rows, { rows: true }), k: 4 },
    "deviations of values": { flat: mixture.deviations(rows), nested: mixture.deviations(rows, { rows: true }), k: 3 },
  }; // prettier-ignore

  it.each(Object.entries(answers))(
    "hold the bits of the flat ones: %s",
    (_, { flat, nested, k }) => {
      expect(flat).toBeInstanceOf(Float64Array);
      expect(nested).toHaveLength(700);
      expect(nested).toEqual(cut(flat, k));
    },
  );

  it("come as promises, without threads and with them", async () => {
    const many = { data: Float64Array.from(blobs(40_000, 3, 4, 8).flat()), shape: [40_000, 3] };
    const expected = {
      soft: soft.responsibilities(many, { rows: true }),
      mixture: mixture.responsibilities(many, { rows: true }),
      distances: mixture.mahalanobis(many, { rows: true }),
      deviations: mixture.deviations(many, { rows: true }),
    };
    for (const options of [{}, { threads: 2 }] as const) {
      const asked = { rows: true, ...options } as const;
      const got = {
        soft: await soft.responsibilitiesAsync(many, asked),
        mixture: await mixture.responsibilitiesAsync(many, asked),
        distances: await mixture.mahalanobisAsync(many, asked),
        deviations: await mixture.deviationsAsync(many, asked),
      };
      expect(JSON.stringify(got)).toBe(JSON.stringify(expected));
      const flat: Float64Array = await soft.responsibilitiesAsync(many, options);
      expect(flat).toBeInstanceOf(Float64Array);
    }
  });

  it("have types that follow from what is asked for", async () => {
    const nested: number[][] = mixture.responsibilities([[1, 2, 3]], { rows: true });
    const flat: Float64Array = mixture.responsibilities([[1, 2, 3]], { rows: false });
    const undecided: Float64Array | number[][] = hard.distances([[1, 2, 3]], {
      rows: nested.length > 9,
    });
    const left: Float64Array = hard.distances([[1, 2, 3]], { rows: undefined });
    const later: number[][] = await soft.responsibilitiesAsync([[1, 2, 3]], { rows: true });
    expect([nested.length, flat.length, undecided.length, left.length, later.length]).toEqual([
      1, 4, 5, 5, 1,
    ]);
    // @ts-expect-error -- rows are asked for, and flat numbers come
    const wrong: Float64Array = hard.distances([[1, 2, 3]], { rows: true });
    expect(wrong).toBeInstanceOf(Array);
  });

  it("are refused in promises as at once", async () => {
    const refused = (options: object) => soft.responsibilitiesAsync(rows, options);
    await expect(refused({ rows: 1 })).rejects.toThrow('"rows" expected true or false, got 1');
    await expect(refused({ row: true })).rejects.toThrow(
      '"options" expected only signal, threads, workerUrl, rows, got unknown "row" (did you mean "rows"?)',
    );
    const reason = new Error("enough");
    await expect(refused({ rows: true, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("what stands beside the points of a question that takes no options", () => {
  it("may be the index that map hands along, or an object without any", () => {
    const batches = [rows.slice(0, 3), rows.slice(3, 9)];
    for (const model of [hard, soft, mixture]) {
      const asked: { readonly predict: (points: number[][]) => Int32Array } = model;
      const [first, second] = batches.map(asked.predict, model);
      expect([...first, ...second]).toEqual(Array.from(model.labels.subarray(0, 9)));
      for (const none of [undefined, {}, { threads: undefined }]) {
        expect(Reflect.apply(asked.predict, model, [batches[0], none])).toEqual(first);
      }
    }
    const asked: { readonly logDensity: (points: number[][]) => Float64Array } = mixture;
    expect(batches.map(asked.logDensity, mixture)).toEqual(
      batches.map((x) => mixture.logDensity(x)),
    );
  });
});
