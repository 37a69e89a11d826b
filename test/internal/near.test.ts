import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Components, DIAGONAL, DISTANCE, SPHERICAL } from "../../src/core/forms.js";
import { Rows } from "../../src/core/rows.js";
import { weightRows } from "../../src/data/part.js";
import { answered, begin } from "../../src/data/pending.js";
import {
  logDensities,
  mixtureLabels,
  responsibilities,
} from "../../src/questions/mixture-answers.js";
import { MixturePass } from "../../src/questions/mixture-statistics.js";
import { uniforms } from "../data.js";

/** A table with components for it, each of any kind that f32 could stumble over. */
interface Case {
  readonly form: typeof DISTANCE | typeof SPHERICAL | typeof DIAGONAL;
  readonly precision: "float64" | "float32";
  readonly n: number;
  readonly d: number;
  readonly k: number;
  /** How far means lie apart, in deviations. */
  readonly apart: number;
  /** Where all of it lies, in deviations. */
  readonly offset: number;
  /** Columns have units of up to so many powers of ten. */
  readonly units: number;
  /** Variances differ by up to so many powers of ten. */
  readonly widths: number;
  /** What every seventh row has in its first column. */
  readonly sentinel: number | undefined;
  readonly weighted: boolean;
  /** Whether a component has no weight, and another is that before it once more. */
  readonly odd: boolean;
  readonly seed: number;
}

const CASE: fc.Arbitrary<Case> = fc.record({
  form: fc.constantFrom(DISTANCE, SPHERICAL, DIAGONAL),
  precision: fc.constantFrom("float64", "float32"),
  n: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(255, 2049)),
  d: fc.integer({ min: 1, max: 11 }),
  k: fc.oneof(fc.integer({ min: 8, max: 20 }), fc.constantFrom(63, 64, 65, 130)),
  apart: fc.constantFrom(0, 1, 8, 40, 1e5),
  offset: fc.constantFrom(0, 1e6, -1e9),
  units: fc.constantFrom(0, 6),
  widths: fc.constantFrom(0, 2, 8),
  sentinel: fc.constantFrom(undefined, -9999, 1e16, 1e19, -2e19, 1e25),
  weighted: fc.boolean(),
  odd: fc.boolean(),
  seed: fc.integer(),
});

function make(given: Case) {
  const { form, precision, n, d, k, apart, offset, units, widths, odd } = given;
  const uniform = uniforms(given.seed);
  const power = (most: number) => 10 ** (most * (uniform() - 0.5));
  const bell = () => uniform() + uniform() + uniform() - 1.5;
  const unit = Array.from({ length: d }, () => (form === DIAGONAL ? power(units) : 1));
  const width = Array.from({ length: k }, () => power(widths));
  const means = width.map(() => unit.map((u) => u * (offset + apart * (uniform() - 0.5) * 4)));
  if (odd) means[3] = means[2];
  const data = Array.from({ length: n }, (_, i) => {
    const c = Math.floor(uniform() * k);
    return unit.map((u, j) => {
      const value = means[c][j] + u * Math.sqrt(width[c]) * bell();
      return j === 0 && i % 7 === 3 ? (given.sentinel ?? value) : value;
    });
  });
  const halves: Record<typeof given.form, () => number[]> = {
    [DISTANCE]: () => [],
    [SPHERICAL]: () => width.map((w) => -0.5 / w),
    [DIAGONAL]: () => width.flatMap((w) => unit.map((u) => -0.5 / (w * u * u * (0.5 + uniform())))),
  };
  const components: Components = {
    form,
    stiffness: form === DISTANCE ? 0.7 : 1,
    offsets: width.map((_, c) => (form === DISTANCE ? 0 : odd && c === 5 ? -Infinity : -uniform())),
    means: means.flat(),
    halves: halves[form](),
  };
  const rows = new Rows(n, d, precision);
  rows.view().set(data.flat());
  const weights = given.weighted ? Float64Array.from(data, (_, i) => (i % 5) / 3) : undefined;
  return { components, rows, part: weightRows(rows, weights), values: Array.from(rows.view()) };
}

/** Scores by the kernels' own arithmetic, in their order. */
function scoresOf({ form, d, k }: Case, values: readonly number[], components: Components) {
  const { offsets, means, halves } = components;
  const n = values.length / d;
  return Array.from({ length: n }, (_, row) =>
    Array.from({ length: k }, (_, c) => {
      let sum = 0;
      for (let j = 0; j < d; j++) {
        const e = values[row * d + j] - means[c * d + j];
        sum += form === DIAGONAL ? halves[c * d + j] * (e * e) : e * e;
      }
      if (form === SPHERICAL) sum *= halves[c];
      if (form === DISTANCE) sum = -Math.sqrt(sum);
      return offsets[c] + Math.max(sum, -(2 ** 1023));
    }),
  );
}

describe("a look at what is near", () => {
  it("misses no component, whatever the units, offsets, sentinels and widths", () => {
    fc.assert(
      fc.property(CASE, (given) => {
        const { k, form } = given;
        const { components, rows, part, values } = make(given);
        const scores = scoresOf(given, values, components);
        const shares = scores.map((row) => {
          const largest = Math.max(...row);
          const each = row.map((score) => Math.exp(components.stiffness * (score - largest)));
          const sum = each.reduce((a, b) => a + b, 0);
          return { largest, sum, each: each.map((share) => share / sum) };
        });
        try {
          const labels = answered(begin(mixtureLabels(part, k, components)));
          expect(Array.from(labels)).toEqual(scores.map((row) => row.indexOf(Math.max(...row))));
          const r = answered(begin(responsibilities(part, k, components)));
          const offs = shares.flatMap(({ each }, row) =>
            each.map((share, c) => Math.abs(r[row * k + c] - share)),
          );
          expect(most(offs)).toBeLessThan(1e-13);
          if (form !== DISTANCE) {
            const densities = answered(begin(logDensities(part, k, components)));
            const relative = shares.map(({ largest, sum }, row) => {
              const exact = largest + Math.log(sum);
              return Math.abs(densities[row] - exact) / (Math.abs(exact) + Math.log(k));
            });
            expect(most(relative)).toBeLessThan(1e-15);
          }

          const pass = new MixturePass(part, k, form);
          const dense = answered(pass.eStep(components, components.means));
          for (const cutoff of [60 / components.stiffness, 708 / components.stiffness]) {
            const looked = answered(pass.eStep(components, components.means, cutoff));
            expect(looked[0]).toBeCloseTo(dense[0], 12 - digitsOf(dense[0]));
            const total = dense.slice(2, 2 + k).reduce((a, b) => a + b, 0);
            for (let c = 0; c < k; c++) {
              const off = Math.abs(looked[2 + c] - dense[2 + c]);
              expect(off).toBeLessThanOrEqual(1e-13 * total);
            }
          }
          pass.release();
        } finally {
          part.weights?.release();
          rows.release();
        }
      }),
      { numRuns: 200 },
    );
  });

  it("gives responsibilities, densities and labels the bits that all components give them", () => {
    // With seven components nobody looks: the others lie so far away that they come to nothing.
    const n = 500;
    const d = 3;
    const uniform = uniforms(4);
    const near = Array.from({ length: 7 }, () => Array.from({ length: d }, () => 20 * uniform()));
    const far = Array.from({ length: 9 }, (_, c) => Array.from({ length: d }, () => 1e4 * (c + 1)));
    const rows = new Rows(n, d, "float64");
    rows.view().set(Array.from({ length: n * d }, () => 20 * uniform()));
    const part = weightRows(rows, undefined);
    const components = (means: readonly number[][]): Components => ({
      form: SPHERICAL,
      stiffness: 1,
      offsets: means.map(() => -1),
      means: means.flat(),
      halves: means.map(() => -0.5),
    });
    const few = components(near);
    const many = components([...near, ...far]);
    const of = (k: number, each: Components) => ({
      labels: answered(begin(mixtureLabels(part, k, each))),
      densities: answered(begin(logDensities(part, k, each))),
      r: answered(begin(responsibilities(part, k, each))),
    });
    const own = of(7, few);
    const all = of(16, many);
    expect(all.labels).toEqual(own.labels);
    expect(all.densities).toEqual(own.densities);
    const of7 = all.r.filter((_, i) => i % 16 < 7);
    expect(of7).toEqual(own.r);
    expect(all.r.filter((_, i) => i % 16 >= 7).every((share) => share === 0)).toBe(true);
    rows.release();
  });
});

function most(values: readonly number[]): number {
  return values.reduce((largest, value) => (value <= largest ? largest : value), 0);
}

/** Digits before the point. */
function digitsOf(value: number): number {
  return Math.ceil(Math.log10(Math.abs(value) + 1));
}
