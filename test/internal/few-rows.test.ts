import { afterEach, describe, expect, it } from "vitest";
import { carve, core } from "../../src/core/core.js";
import { Rows } from "../../src/core/rows.js";
import { type Part, weightRows } from "../../src/data/part.js";
import { answered, Pending } from "../../src/data/pending.js";
import { inSlices } from "../../src/data/sweep.js";
import { ExactSums } from "../../src/questions/exact-sums.js";
import { FewRows, hasFew } from "../../src/questions/few-rows.js";
import { RowAssignment } from "../../src/questions/row-assignment.js";
import { uniforms } from "../data.js";
import { held } from "./held.js";

/** Few rows at one go have to come to what rows come to strip by strip, to the bit. */

const KINDS: Record<string, (uniform: () => number, row: number) => number> = {
  ordinary: (uniform) => 10 * uniform() - 5,
  duplicates: (uniform) => Math.floor(3 * uniform()),
  "zeros of both signs": (_, row) => (row % 2 ? -0 : 0),
  "1e7 ± 0.1": (uniform) => 1e7 + 0.2 * uniform() - 0.1,
  // Beyond two words, so that sums take a way of their own.
  "1e20 beside ones": (uniform, row) => (row === 0 ? 1e20 : uniform()),
  subnormal: (uniform) => Math.floor(9 * uniform() - 4) * 5e-324,
};

const owned: { release(): void }[] = [];
afterEach(() => {
  for (const one of owned.splice(0)) one.release();
});

function partOf(values: readonly number[][], precision: Rows["precision"], weights?: number[]) {
  const rows = new Rows(values.length, values[0].length, precision);
  rows.view().set(values.flat());
  const part = weightRows(rows, weights && Float64Array.from(weights));
  owned.push(rows, part.weights ?? rows);
  return part;
}

/** One way to label rows, and the sums that follow. */
function wayOf(Way: typeof FewRows | typeof RowAssignment, data: Part, k: number) {
  const d = data.rows.dimensions;
  const numbers = 2 + 2 * k + k * d;
  const space = carve({ centroids: k * d * 8, statistics: numbers * 8 });
  const { centroids, statistics } = space.addresses;
  const sums = new ExactSums(data, k, { centroids, statistics });
  const assignment = new Way(data, k, sums, centroids);
  owned.push(space.region, sums, assignment);
  answered(sums.prepare());
  answered(assignment.prepare());
  const state = () => {
    sums.clearCosts();
    answered(assignment.addCosts());
    const flags = sums.answer();
    const answer = core().memory.read(statistics, numbers);
    // What is not written is changed: the place of the count.
    answer[1] = 0;
    return { labels: [...answered(assignment.labels())], exact: sums.exact(), flags, answer };
  };
  const asks = (means: readonly number[]) => {
    core().memory.write(centroids, means);
    return assignment.assign(means);
  };
  return {
    asks,
    assign: (means: readonly number[]) => ({ changed: answered(asks(means)), ...state() }),
    take: (labels: readonly number[]) => {
      answered(assignment.take(labels));
      return state();
    },
    forget: () => {
      assignment.forget();
    },
  };
}

const WEIGHTS = [undefined, (uniform: () => number) => uniform() + 1e-9];

describe("few rows", () => {
  for (const precision of ["float64", "float32"] as const) {
    for (const [kind, draw] of Object.entries(KINDS)) {
      it(`have the labels and sums of many, whatever came before: ${precision}, ${kind}`, () => {
        for (let n = 1; n <= 70; n += n < 20 ? 1 : 7) {
          const d = 1 + (n % 9);
          for (const k of [1, 2, 1 + (n % 9)]) {
            const uniform = uniforms(100 * n + k);
            const values = Array.from({ length: n }, (_, i) =>
              Array.from({ length: d }, () => draw(uniform, i)),
            );
            const weigh = WEIGHTS[(n + k) % 2];
            const data = partOf(values, precision, weigh && values.map(() => weigh(uniform)));
            const few = wayOf(FewRows, data, k);
            const many = wayOf(RowAssignment, data, k);
            // Some far away, so that components are empty.
            const centroids = () =>
              Array.from({ length: k }, () => values[Math.floor(uniform() * n)]).flatMap((row) =>
                row.map((value) => (uniform() < 0.1 ? value + 1e6 : value + uniform())),
              );
            const labels = values.map(() => Math.floor(uniform() * k));
            for (const step of ["first", "moved", "again", "taken", "forgotten"]) {
              if (step === "taken") expect(few.take(labels), step).toEqual(many.take(labels));
              if (step === "forgotten") {
                few.forget();
                many.forget();
              }
              const means = centroids();
              expect(few.assign(means), `${n} × ${d}, ${k}, ${step}`).toEqual(many.assign(means));
              expect(few.assign(means).changed, step).toBe(0);
              many.assign(means);
            }
            for (const one of owned.splice(0).reverse()) one.release();
          }
        }
      });
    }
  }

  it("fill strips to the last row, and give their memory back", () => {
    const before = held();
    for (const n of [127, 128, 129, 504, 511]) {
      const uniform = uniforms(n);
      const values = Array.from({ length: n }, () => [uniform(), uniform(), uniform()]);
      const data = partOf(values, "float64");
      const few = wayOf(FewRows, data, 5);
      const many = wayOf(RowAssignment, data, 5);
      for (let step = 0; step < 6; step++) {
        const means = Array.from({ length: 15 }, () => uniform());
        expect(few.assign(means)).toEqual(many.assign(means));
      }
      for (const one of owned.splice(0).reverse()) one.release();
    }
    expect(held()).toBe(before);
  });

  it("let others have the thread where they are swept in slices", () => {
    const values = Array.from({ length: 40 }, (_, i) => [i, (7 * i) % 11]);
    const data = partOf(values, "float64");
    const few = wayOf(FewRows, { ...data, pace: inSlices }, 2);
    const now = wayOf(FewRows, data, 2);
    const means = [1, 1, 30, 5];
    const asked = few.asks(means);
    expect(asked).toBeInstanceOf(Pending);
    expect(answered(asked)).toBe(now.asks(means));
    expect(few.assign([3, 3, 20, 5])).toEqual(now.assign([3, 3, 20, 5]));
  });

  it("are few rows of few values", () => {
    const few = (count: number, dimensions: number) => hasFew({ count, dimensions });
    expect([few(511, 64), few(512, 2), few(511, 65)]).toEqual([true, false, false]);
  });
});
