import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { core } from "../../src/core/core.js";
import { exponentAbove, plus, powerOfTwo, quotient, sumOfWords, ZERO, type ExactNumber } from "../../src/exact-numbers.js"; // prettier-ignore
import { COST, costsOf, HardPass, meansOf, SIZES } from "../../src/questions/hard.js";
import { Rows } from "../../src/core/rows.js";
import { weightRows } from "../../src/data/part.js";
import { answered } from "../../src/data/pending.js";
import { uniforms, worstError } from "../data.js";
import * as reference from "../reference/k-means.js";
import { divided, nearestTo, rational } from "../reference/rational.js";

type Table = readonly (readonly number[])[];

const AROUND_LANES = [1, 2, 3, 4, 5, 7, 8, 9];

/** Values of which sums are hard: by name, from a stream of numbers and the index of the row. */
const KINDS: Record<string, (uniform: () => number, row: number) => number> = {
  ordinary: (uniform) => 10 * uniform() - 5,
  "whole numbers": (uniform) => Math.floor(200 * uniform()) - 100,
  "of many sizes": (uniform) => (uniform() - 0.5) * 10 ** (20 - 40 * uniform()),
  "1e20 beside ones": (uniform, row) => (row === 0 ? 1e20 : uniform()),
  "1e7 ± 0.1": (uniform) => 1e7 + 0.2 * uniform() - 0.1,
  "near 1e150": (uniform) => (uniform() - 0.5) * 1e150,
  "near 1e150, beside 1e-300": (uniform, row) => (uniform() - 0.5) * (row % 2 ? 1e150 : 1e-300),
  subnormal: (uniform) => Math.floor(9 * uniform() - 4) * 5e-324,
  "near 1e-300": (uniform) => (uniform() - 0.5) * 1e-300,
  "all the same": () => 0.1,
  zero: () => 0,
};

const WEIGHTS: Record<string, ((uniform: () => number) => number) | undefined> = {
  none: undefined,
  "of 1": () => 1,
  "between 0 and 1": (uniform) => uniform() + 1e-9,
  "of many sizes": (uniform) => 10 ** (1 - 150 * uniform()),
};

const passes: { release(): void }[] = [];
afterEach(() => {
  for (const pass of passes.splice(0)) pass.release();
});

function passOf(points: Table, k: number, precision: "float64" | "float32", weights?: number[]) {
  const rows = new Rows(points.length, points[0].length, precision);
  rows.view().set(points.flat());
  const stored = Array.from(points, (_, i) => rows.row(i));
  const data = weightRows(rows, weights && Float64Array.from(weights));
  const pass = new HardPass(data, k);
  passes.push(pass, rows, data.weights ?? rows);
  return { pass, stored };
}

const labelled = (pass: HardPass, labels: readonly number[]) => answered(pass.labelled(labels));

describe("sums of labelled rows", () => {
  for (const precision of ["float64", "float32"] as const) {
    for (const [kind, draw] of Object.entries(KINDS)) {
      for (const [weighing, weigh] of Object.entries(WEIGHTS)) {
        // Products of subnormal numbers are rounded before anybody can add them.
        if (weighing === "of many sizes" && kind.includes("1e-300")) continue;
        it(`have the correctly rounded means: ${precision}, ${kind}, weights ${weighing}`, () => {
          for (const d of AROUND_LANES) {
            for (const n of [1, 2, 3, 17, 40]) {
              const uniform = uniforms(100 * n + d);
              const points = Array.from({ length: n }, (_, i) =>
                Array.from({ length: d }, () => {
                  const value = draw(uniform, i);
                  return Number.isFinite(Math.fround(value)) ? value : 1e15 * (value / 1e150);
                }),
              );
              const weights = weigh && points.map(() => weigh(uniform));
              const k = 4;
              const labels = points.map(() => Math.floor(3 * uniform()));
              const { pass, stored } = passOf(points, k, precision, weights);
              const got = labelled(pass, labels);
              const zeros = Array.from({ length: k }, () => new Array<number>(d).fill(0));
              const means = reference.EXACT.means(stored, labels, zeros, weights).flat();
              expect(got.slice(meansOf(k), costsOf(k, d))).toEqual(means);
              const sizes = reference.sizes(labels, k, weights);
              expect(worstError(got.slice(SIZES, SIZES + k), sizes)).toBeLessThan(1e-14);
              const cost = reference.inertia(stored, zeros, labels, weights);
              const near = Math.max(2 ** -51 * cost, 1e-322);
              expect(Math.abs(got[COST] - cost), `${n} × ${d}`).toBeLessThanOrEqual(near);
            }
          }
        });
      }
    }
  }

  it("round half-way means to even, up and down", () => {
    const next = 1 + 2 ** -52;
    const { pass } = passOf([[1], [next], [next], [next + 2 ** -52], [-1], [-next]], 3, "float64");
    const means = labelled(pass, [0, 0, 1, 1, 2, 2]).slice(meansOf(3), costsOf(3, 1));
    expect(means).toEqual([1, 1 + 2 ** -51, -1]);
  });
});

describe("rows that are moved", () => {
  it("leave the words as they were when they come back", () => {
    for (const weigh of Object.values(WEIGHTS)) {
      for (const d of AROUND_LANES) {
        const uniform = uniforms(d);
        const points = Array.from({ length: 300 }, () =>
          Array.from({ length: d }, () => 8 * uniform()),
        );
        const weights = weigh && points.map(() => weigh(uniform));
        const { pass } = passOf(points, 3, "float64", weights);
        const at = (...x: number[]) => x.flatMap((value) => new Array<number>(d).fill(value));
        const first = answered(pass.eStep(at(1, 4, 7))).toSpliced(1, 1);
        for (const centroids of [at(7, 1, 4), at(3, 3.5, 4), at(0, 100, 4)]) {
          const fresh = answered(passOf(points, 3, "float64", weights).pass.eStep(centroids));
          expect(answered(pass.eStep(centroids)).toSpliced(1, 1)).toEqual(fresh.toSpliced(1, 1));
        }
        expect(answered(pass.eStep(at(1, 4, 7))).toSpliced(1, 1)).toEqual(first);
      }
    }
  });

  it("take no memory with them", () => {
    const before = core().memory.freeBytes;
    const { pass } = passOf([[1e20], [1], [1e-20]], 2, "float64");
    answered(pass.eStep([0, 1e20]));
    for (const held of passes.splice(0)) held.release();
    expect(core().memory.freeBytes).toBe(before);
  });
});

describe("numbers in words", () => {
  /** Words of values as the kernels make them. */
  function wordsOf(values: readonly number[], exponents: readonly number[]) {
    const bits = (x: number) => new BigInt64Array(Float64Array.of(x).buffer)[0];
    const constants = exponents.map((e) => 1.5 * 2 ** 52 * powerOfTwo(e));
    const words = exponents.map(() => 0n);
    for (const value of values) {
      let rest = value;
      constants.forEach((c, w) => {
        words[w] = BigInt.asIntN(64, words[w] + bits(rest + c));
        rest -= rest + c - c;
      });
      expect(rest).toBe(0);
    }
    return sumOfWords(words, exponents, BigInt(values.length));
  }

  it("merge, whoever made them on whatever grid", () => {
    const uniform = uniforms(6);
    const parts = [1e12, 1, 1e-9].map((size) =>
      Array.from({ length: 100 }, () => size * (uniform() - 0.5)),
    );
    const grids = [0, -40, -70].map((top) => [0, 1, 2, 3, 4].map((w) => top - 45 * w));
    const merged = parts.map((part, i) => wordsOf(part, grids[i])).reduce(plus, ZERO);
    const size: ExactNumber = { units: 300n, exponent: 0 };
    expect(quotient(merged, size)).toBe(reference.mean(parts.flat()));
    const whole = wordsOf(parts.flat(), grids[0]);
    expect(quotient(whole, size)).toBe(quotient(merged, size));
    const { pass } = passOf(parts.flat().map((x) => [x]), 1, "float64"); // prettier-ignore
    expect(labelled(pass, new Array<number>(300).fill(0))[meansOf(1)]).toBe(quotient(merged, size));
  });

  it("are rounded once, subnormal or not", () => {
    const units = fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n });
    fc.assert(
      fc.property(
        units,
        fc.integer({ min: -1200, max: 800 }),
        fc.bigInt({ min: 1n, max: 2n ** 70n }),
        (a, exponent, b) => {
          // prettier-ignore
          const under = { over: b, under: 1n };
          const over =
            exponent < 0
              ? { over: a, under: 1n << BigInt(-exponent) }
              : { over: a << BigInt(exponent), under: 1n };
          const expected = nearestTo(divided(over, under));
          expect(quotient({ units: a, exponent }, { units: b, exponent: 0 })).toBe(expected);
        },
      ),
    );
  });

  it("are any f64", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const { over } = rational(x);
        expect(quotient({ units: over, exponent: -1074 }, { units: 1n, exponent: 0 })).toBe(x + 0);
        const above = exponentAbove(Math.abs(x));
        expect(above === 1024 || powerOfTwo(above) > Math.abs(x)).toBe(true);
        expect(above === -1074 || powerOfTwo(above - 1) <= Math.abs(x)).toBe(true);
      }),
    );
  });
});
