import { describe, expect, it, vi } from "vitest";
import { closeThreads, GaussianMixture, KMeans, Points, SoftKMeans } from "../../src/index.js";
import { silhouetteAsync } from "../../src/metrics.js";
import { PoolWorker } from "../../src/threads/pool.js";
import { blobs } from "../data.js";
import { held } from "./held.js";
import { endings, turnByTurn } from "./turns.js";

const rows = blobs(30_000, 3, 4, 1);
const some = rows.slice(0, 500);
const hard = KMeans.fit(some, { k: 4 });
const labels = Int32Array.from(rows, (_, i) => i % 5);
const soft = SoftKMeans.fit(some, { k: 3, stiffness: 2 });
const limit = SoftKMeans.fit(some, { k: 3, stiffness: Infinity });
const mixture = GaussianMixture.fit(some, { k: 3, covariance: "full" });

const QUESTIONS: Record<string, (options: object, points?: Points) => Promise<unknown>> = {
  "labels of k-means": (options, points) => hard.predictAsync(points ?? rows, options),
  "shares of soft k-means": (options, points) =>
    soft.responsibilitiesAsync(points ?? rows, options),
  "shares at the limit": (options, points) => limit.responsibilitiesAsync(points ?? rows, options),
  "labels of a mixture": (options, points) => mixture.predictAsync(points ?? rows, options),
  "densities of a mixture": (options, points) => mixture.logDensityAsync(points ?? rows, options),
};

const SILHOUETTES: Record<string, (options: object, points?: Points) => Promise<unknown>> = {
  "silhouette of some rows": (options, points) =>
    silhouetteAsync(points ?? rows, labels, { sample: 50, ...options }),
  "silhouette of all": (options) =>
    silhouetteAsync(rows.slice(0, 3000), labels.subarray(0, 3000), options),
};
const ALL = { ...QUESTIONS, ...SILHOUETTES };

describe("a promise of an answer", () => {
  const turns = turnByTurn();

  it.each(Object.keys(ALL))("gives all memory back wherever it is ended: %s", async (name) => {
    for (const threads of [undefined, 2]) {
      const before = held();
      turns.count = 0;
      await ALL[name]({ threads });
      expect(held()).toBe(before);
      const all = turns.count;
      expect(all).toBeGreaterThan(2);
      for (const { end, reason, signal } of endings(turns, all)) {
        // With threads, the last turns may not come.
        const answer = ALL[name]({ threads, signal });
        if (threads === undefined || end === 0) await expect(answer).rejects.toBe(reason);
        else await answer.catch((error: unknown) => expect(error).toBe(reason));
        expect(held(), `ended at turn ${end} of ${all}`).toBe(before);
      }
      turns.at = () => {};
    }
  });

  it("asks workers, which keep the rows of a Points for the next question", async () => {
    const points = Points.from(rows);
    const calls: string[] = [];
    const ask = vi.spyOn(PoolWorker.prototype, "ask");
    const callsOf = async (question: Promise<unknown>) => {
      ask.mockClear();
      await question;
      calls.length = 0;
      for (const [message] of ask.mock.calls) calls.push(message.call);
      return calls.join(" ");
    };
    const first = QUESTIONS["labels of k-means"]({ threads: 2 }, points);
    expect(await callsOf(first)).toBe("write write rowwise rowwise");
    for (const question of Object.values(QUESTIONS)) {
      expect(await callsOf(question({ threads: 2 }, points))).toBe("rowwise rowwise");
    }
    // Of a silhouette each has all rows.
    const silhouette = SILHOUETTES["silhouette of some rows"];
    expect(await callsOf(silhouette({ threads: 2 }, points))).toMatch(/^(write )+rowwise rowwise$/);
    expect(await callsOf(silhouette({ threads: 2 }, points))).toBe("rowwise rowwise");
    // Too little for two.
    expect(await callsOf(QUESTIONS["labels of k-means"]({ threads: "auto" }, points))).toBe("");
    points.dispose();
    await closeThreads();
  });
});
