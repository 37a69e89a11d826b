import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans } from "../../src/index.js";
import { blobs } from "../data.js";
import { held } from "./held.js";
import { endings, turnByTurn } from "./turns.js";

const rows = blobs(30_000, 3, 4, 1);
const mixture = GaussianMixture.fit(rows.slice(0, 500), { k: 3, covariance: "full" });

describe("what is read off a mixture in slices", () => {
  const turns = turnByTurn();
  const turnsOf = async (question: Promise<unknown>) => {
    turns.count = 0;
    await question;
    return turns.count;
  };

  it("is cut by rows", async () => {
    const opening = await turnsOf(mixture.logDensityAsync(rows));
    expect(await turnsOf(mixture.mahalanobisAsync(rows))).toBeGreaterThan(20);
    expect(await turnsOf(mixture.deviationsAsync(rows))).toBeGreaterThan(opening + 15);
  });

  it("and what is found of each matrix before, by columns", async () => {
    const d = 100;
    const wide = blobs(150, d, 2, 3);
    const model = GaussianMixture.fit(wide, { k: 2, covariance: "full", maxIterations: 1 });
    expect(await turnsOf(model.predictAsync(wide.slice(0, 1)))).toBeLessThan(10);
    expect(await turnsOf(model.deviationsAsync(wide.slice(0, 1)))).toBeGreaterThan(15);
  });

  it("gives all memory back wherever it is ended", async () => {
    const questions = {
      mahalanobis: mixture.mahalanobisAsync.bind(mixture),
      deviations: mixture.deviationsAsync.bind(mixture),
    };
    for (const ask of Object.values(questions)) {
      const before = held();
      const all = await turnsOf(ask(rows));
      expect(held()).toBe(before);
      for (const { end, reason, signal } of endings(turns, all)) {
        await expect(ask(rows, { signal })).rejects.toBe(reason);
        expect(held(), `ended at turn ${end} of ${all}`).toBe(before);
      }
      turns.at = () => {};
    }
  });
});

it("scores give all memory back, of good weights and of bad ones", () => {
  const some = rows.slice(0, 200);
  const hard = KMeans.fit(some, { k: 3 });
  const before = held();
  for (const bad of [-1, NaN, 1e308]) {
    const weights = some.map((_, i) => (i === 150 ? 0 : 1 + (i % 3)));
    for (const ask of [hard.score.bind(hard), mixture.score.bind(mixture)]) {
      expect(Number.isFinite(ask(some, { weights }))).toBe(true);
      expect(() => ask(some, { weights: weights.with(199, bad) })).toThrow(RangeError);
      expect(held()).toBe(before);
    }
    mixture.criteria(some, { weights });
    expect(held()).toBe(before);
  }
});
