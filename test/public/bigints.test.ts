import {
  DurationMicrosecond,
  Int64,
  TimestampMicrosecond,
  Uint64,
  vectorFromArray,
} from "apache-arrow";
import { GaussianMixture, KMeans, Points, type PointsLike } from "mixtura";
import { describe, expect, it } from "vitest";

const MOST = 2n ** 53n - 1n;
const whole = [3n, -5n, 0n, MOST, -MOST, 12n];
const numbers = whole.map(Number);
const rows = [numbers.slice(0, 2), numbers.slice(2, 4), numbers.slice(4)];
const line = numbers.map((x) => [x]);

const forms: Record<string, () => [points: PointsLike, expected: number[][]]> = {
  "a BigInt64Array": () => [BigInt64Array.from(whole), line],
  "a list": () => [whole, line],
  "a list of both": () => [[3n, -5, 0n, Number(MOST), -MOST, 12], line],
  rows: () => [[whole.slice(0, 2), rows[1], whole.slice(4)], rows],
  "rows of BigInt64Arrays": () => [rows.map((row) => BigInt64Array.from(row, BigInt)), rows],
  "data with a shape": () => [{ data: BigInt64Array.from(whole), shape: [3, 2] }, rows],
  "data with strides": () => [
    { data: BigInt64Array.from(whole), shape: [3, 2], strides: [-2, 1], offset: 4 },
    rows.toReversed(),
  ],
  columns: () => [
    Points.fromColumns({ x: BigInt64Array.from(whole), y: whole, z: numbers }),
    numbers.map((x) => [x, x, x]),
  ],
  "columns without a sign": () => [
    Points.fromColumns({ x: BigUint64Array.from([0n, MOST]) }),
    [[0], [Number(MOST)]],
  ],
  "vectors of Arrow": () => [
    Points.fromColumns({
      x: vectorFromArray(whole, new Int64()),
      y: vectorFromArray(
        whole.map((x) => (x < 0n ? -x : x)),
        new Uint64(),
      ),
      z: vectorFromArray(whole, new DurationMicrosecond()),
    }),
    numbers.map((x) => [x, Math.abs(x), x]),
  ],
  records: () => [
    Points.fromRecords(
      whole.map((x, i) => ({ x, y: i })),
      ["x", "y"],
    ),
    numbers.map((x, i) => [x, i]),
  ],
};

describe("bigints that float64 holds are the numbers they are", () => {
  it.each(Object.entries(forms))("%s", (_, form) => {
    const [points, expected] = form();
    const read = Points.from(points);
    expect(read.precision).toBe("float64");
    expect(read.toRows()).toEqual(expected);
  });

  it("in fits, parameters and questions", () => {
    const few = BigInt64Array.from([1n, 2n, 10n, 11n]);
    const model = KMeans.fit(few, { k: 2, start: { centroids: [0n, 9n] } });
    expect(model.centroids).toEqual([[1.5], [10.5]]);
    expect(model.predict([3n, 9n])).toEqual(Int32Array.of(0, 1));
    const mixture = GaussianMixture.from({ weights: [1], means: [[2n, 3n]], covariances: [1] });
    expect(mixture.means).toEqual([[2, 3]]);
  });

  it("as float32 as well", () => {
    expect(Points.from([1n, 2n], { precision: "float32" }).toRows()).toEqual([[1], [2]]);
  });

  it("of dates of Arrow what they are as dates", () => {
    const x = vectorFromArray([new Date(5), new Date(6)], new TimestampMicrosecond());
    expect(Points.fromColumns({ x }).toRows()).toEqual([[5], [6]]);
  });
});

describe("all other bigints are refused by their place", () => {
  const beyond = "integers within ±(2^53 - 1), got";

  it.each([MOST + 1n, -MOST - 1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)])("%s", (value) => {
    const x = [1, 2, 3];
    for (const y of [
      [0n, value, 1n],
      BigInt64Array.of(0n, value, 1n),
      vectorFromArray([0n, value, 1n], new Int64()),
    ]) {
      expect(() => Points.fromColumns({ x, y })).toThrow(
        new RangeError(`"columns" expected ${beyond} ${value}n at row 1, column "y" (from 0)`),
      );
    }
    const start = { centroids: [0n, value] };
    expect(() => KMeans.fit([1, 2], { k: 2, start })).toThrow(
      `"start.centroids" expected ${beyond} ${value}n at row 1, column 0 (from 0)`,
    );
  });

  it("a null among them is still a null, and NaN beside them NaN", () => {
    const x = vectorFromArray([1n, null, 3n], new Int64());
    expect(() => Points.fromColumns({ x })).toThrow(
      new TypeError('"columns" expected finite numbers, got null at row 1, column "x" (from 0)'),
    );
    expect(() => Points.from([1n, NaN])).toThrow(
      new RangeError('"points" expected finite numbers, got NaN at row 1, column 0 (from 0)'),
    );
    expect(() => Points.from([1n, 1e300], { precision: "float32" })).toThrow(
      new RangeError(
        '"points" expected numbers that float32 can hold, got 1e+300 at row 1, column 0 (from 0)',
      ),
    );
  });
});
