import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, SoftKMeans, Statistics } from "mixtura";
import { hashOf } from "../../src/statistics/bytes.js";
import { blobs } from "../data.js";

/** Bytes may come from anywhere: what is not what `toBytes` gives is refused, whoever made its checksum. */

const POINTS = blobs(2100, 2, 2, 4);
const MODELS = {
  hard: KMeans.fit(POINTS, { k: 2 }),
  soft: SoftKMeans.fit(POINTS, { k: 2, stiffness: 1, maxIterations: 3 }),
  mixture: GaussianMixture.fit(POINTS, { k: 2, covariance: "full", maxIterations: 3 }),
};

/** With the checksum that belongs to it. */
function signed(body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(body.length + 8);
  bytes.set(body);
  const view = new DataView(bytes.buffer);
  hashOf(body).forEach((half, i) => view.setUint32(body.length + 4 * i, half, true));
  return bytes;
}

const bodyOf = (statistics: Statistics) => statistics.toBytes().slice(0, -8);

describe.each(Object.entries(MODELS))("bytes of %s statistics", (_, model) => {
  for (const rowStart of [undefined, 2048]) {
    const statistics = model.statistics(POINTS, { rowStart });
    const bytes = statistics.toBytes();

    it(`come back as they were, rowStart ${rowStart}`, () => {
      const copy = Statistics.fromBytes(bytes);
      expect(copy.toBytes()).toEqual(bytes);
      expect(Object.entries(copy)).toEqual(Object.entries(statistics));
      const shared = new Uint8Array(bytes.length + 3).fill(7);
      shared.set(bytes, 3);
      expect(Statistics.fromBytes(shared.subarray(3)).toBytes()).toEqual(bytes);
    });

    it(`are refused wherever they are cut or longer, rowStart ${rowStart}`, () => {
      for (let end = 0; end < bytes.length; end++) {
        expect(() => Statistics.fromBytes(bytes.slice(0, end))).toThrow('"bytes" expected');
      }
      expect(() => Statistics.fromBytes(Uint8Array.of(...bytes, 0))).toThrow("checksum");
      const body = bytes.slice(0, -8);
      for (let end = 5; end < body.length; end++) {
        expect(() => Statistics.fromBytes(signed(body.slice(0, end)))).toThrow('"bytes" expected');
      }
      expect(() => Statistics.fromBytes(signed(Uint8Array.of(...body, 0)))).toThrow(
        "nothing after",
      );
    });

    it(`are refused where a bit is another, rowStart ${rowStart}`, () => {
      for (let at = 0; at < bytes.length; at++) {
        for (const bit of [1, 16, 128]) {
          const damaged = bytes.slice();
          damaged[at] ^= bit;
          expect(() => Statistics.fromBytes(damaged)).toThrow('"bytes" expected');
        }
      }
    });

    it(`are refused or hold finite numbers where somebody made the checksum, rowStart ${rowStart}`, () => {
      const body = bytes.slice(0, -8);
      const change = fc.tuple(
        fc.integer({ min: 0, max: body.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
      );
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
          const forged = body.slice();
          for (const [at, byte] of changes) forged[at] = byte;
          let read: Statistics;
          try {
            read = Statistics.fromBytes(signed(forged));
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            expect((error as Error).message).toMatch(/^"bytes" expected/);
            return;
          }
          expect(read.sizes.concat(read.totalWeight)).toSatisfy((all: number[]) =>
            all.every((x) => x >= 0),
          );
          expect(read.objective).not.toBeNaN();
          let next;
          try {
            next = model.solve(read);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            return;
          }
          expect(JSON.stringify(next)).not.toMatch(/NaN|null/);
        }),
        { numRuns: 300 },
      );
    });
  }
});

describe("bytes of no statistics", () => {
  it("are refused by what is wrong with them", () => {
    const bytes = MODELS.hard.statistics(POINTS).toBytes();
    const read = (value: unknown) => () => Statistics.fromBytes(value as Uint8Array);
    expect(read("MXST")).toThrow('"bytes" expected a Uint8Array, got "MXST"');
    expect(read(bytes.buffer)).toThrow("a Uint8Array");
    expect(read(new Uint8Array(0))).toThrow("what Statistics.toBytes gives, got 0 other bytes");
    expect(read(new Uint8Array(100))).toThrow("what Statistics.toBytes gives");
    const newer = bytes.slice();
    newer[4] = 2;
    expect(read(newer)).toThrow("version 1, the only one this release reads, got version 2");
  });

  it("make no lists that such a k and d would need", () => {
    for (const model of Object.values(MODELS)) {
      for (const at of [8, 12]) {
        const forged = bodyOf(model.statistics(POINTS));
        new DataView(forged.buffer).setUint32(at, 2 ** 32 - 1, true);
        expect(() => Statistics.fromBytes(signed(forged))).toThrow(/^"bytes" expected/);
      }
    }
  });
});

it("full covariances travel as one triangle", () => {
  const [k, d] = [8, 16];
  const model = GaussianMixture.fit(blobs(2000, d, k, 2), {
    k,
    covariance: "full",
    maxIterations: 1,
  });
  const bytes = model.statistics(blobs(2000, d, k, 2)).toBytes().length;
  const sums = 8 * (2 + k + k * d + (k * d * (d + 1)) / 2);
  expect(bytes - sums).toBeLessThan(300);
});
