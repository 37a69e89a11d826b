import fc from "fast-check";
import { GaussianMixture, KMeans, Points } from "mixtura";
import { describe, expect, it } from "vitest";
import { hostileCalls, knownBits, Mine, reading } from "../hostile.js";

const expected = knownBits();

/** How refusals begin; those that need no argument's name; and where memory ends. */
const GRAMMAR =
  /^"[\w.[\]]+" (?:expected|were disposed)|^fill made other points|^no \d+ MiB more of memory/;

/** Calls, and gives what was thrown. */
function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("no call harms a later one", () => {
  it("whatever lengths, classes, buffers and getters it is handed", () => {
    fc.assert(
      fc.property(hostileCalls, ({ use, call }) => {
        const error = thrownBy(call);
        if (error !== undefined && !(error instanceof Mine)) {
          expect((error as Error).message, use).toMatch(GRAMMAR);
        }
        expect(knownBits(), use).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it("takes a typed array for as long as it is, whatever its class says", () => {
    class V extends Float64Array {
      override get length() {
        return (this as { size?: number }).size!;
      }
    }
    const points = Points.from(new V(3));
    expect(points.count).toBe(3);
    const model = KMeans.fit([1, 2, 10, 11], { k: 2, weights: new V([1, 1, 1, 1]) });
    expect(model.inertia).toBe(1);
    points.dispose();
    expect(knownBits()).toBe(expected);
  });

  it("says so where a buffer is gone before it is copied", () => {
    const going = (points: (data: Float64Array) => unknown) => () => {
      const data = new Float64Array([1, 2, 3, 4]);
      const options = reading({ k: 1 }, () => {
        structuredClone(data, { transfer: [data.buffer] });
      });
      KMeans.fit(points(data) as number[], options);
    };
    for (const [points, values] of [
      [(data: Float64Array) => ({ data, shape: [2, 2] }), 4],
      [(data: Float64Array) => ({ data, shape: [1, 2], offset: 1 }), 2],
      [(data: Float64Array) => data, 4],
    ] as const) {
      expect(going(points)).toThrow(new RangeError(`"points" expected ${values} values, got 0`));
    }
    expect(going((data) => [data])).toThrow(
      new TypeError('"points" expected finite numbers, got undefined at row 0, column 0 (from 0)'),
    );
  });

  it("and neither does what fill leaves behind when it throws or is asynchronous", async () => {
    let kept: Float64Array = new Float64Array(0);
    const keep = (view: Float64Array) => {
      kept = view;
      throw new Mine("kept");
    };
    expect(() => Points.create(1000, 1, keep)).toThrow(Mine);
    expect(kept).toHaveLength(0);
    let written: Promise<void> | undefined;
    const later = (view: Float64Array) => {
      written = Promise.resolve().then(() => {
        for (let i = 0; i < 1000; i++) view[i] = NaN;
      });
      return written;
    };
    expect(() => Points.create(1000, 1, later as unknown as () => void)).toThrow(TypeError);
    const points = Points.from(Array.from({ length: 1000 }, (_, i) => i));
    await written;
    expect(KMeans.fit(points, { k: 1 }).centroids).toEqual([[499.5]]);
    points.dispose();
  });

  it("refuses what only looks like a Points", () => {
    const points = Points.from([1, 2, 3]);
    for (const forged of [new Proxy(points, {}), Object.create(points) as Points]) {
      expect(() => KMeans.fit(forged, { k: 1 })).toThrow(
        "got an object (a Points of another copy of mixtura, or a Proxy of one)",
      );
    }
    points.dispose();
  });

  it("refuses more parameters than a list can hold", () => {
    const many = { data: [1], shape: [1, 2 ** 28], strides: [0, 0] };
    const parameters = { weights: [1], means: many, covariances: [1] };
    expect(() => GaussianMixture.from(parameters)).toThrow(
      new RangeError('"means" expected at most 2^26 numbers, got 268435456'),
    );
  });
});
