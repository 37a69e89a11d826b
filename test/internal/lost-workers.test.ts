import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { closeThreads, GaussianMixture, KMeans } from "../../src/index.js";
import { blobs } from "../data.js";
import { held } from "./held.js";

const rows = blobs(30_000, 6, 8, 3);
const points = { data: Float64Array.from(rows.flat()), shape: [30_000, 6] };

const FITS = {
  "k-means": {
    fit: () => KMeans.fit(points, { k: 8, restarts: 2, seed: 1 }),
    fitAsync: (options: object) =>
      KMeans.fitAsync(points, { k: 8, restarts: 2, seed: 1, threads: 2, ...options }),
  },
  "full mixture": {
    fit: () => GaussianMixture.fit(points, { k: 4, covariance: "full", maxIterations: 15 }),
    fitAsync: (options: object) =>
      GaussianMixture.fitAsync(points, {
        k: 4,
        covariance: "full",
        maxIterations: 15,
        threads: 2,
        ...options,
      }),
  },
};

/** How a worker may come to its end by itself: code that is run in it after so many milliseconds. */
const DEATHS = {
  throws: "throw new Error('boom')",
  rejects: "Promise.reject(new Error('boom'))",
  exits: "process.exit(3)",
  "runs out of memory": "const all = []; for (;;) all.push(new Array(1e6).fill(all.length))",
};

type Module = typeof import("node:worker_threads");
const real = process.getBuiltinModule.bind(process);
const threads: Module = real("node:worker_threads");
let workers: Worker[] = [];

/** Has all workers from now on made so, and keeps them. */
function makeWorkers(change: (text: string, options: object) => [string, object]): void {
  class Spied extends threads.Worker {
    constructor(text: string, options: object) {
      super(...change(text, options));
      workers.push(this);
    }
  }
  vi.spyOn(process, "getBuiltinModule").mockImplementation((name: string) =>
    name === "node:worker_threads" ? { ...threads, Worker: Spied } : real(name),
  );
}

beforeEach(async () => {
  await closeThreads();
  workers = [];
  makeWorkers((text, options) => [text, options]);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await closeThreads();
});

/** The same as alone; but for the remark that threads were lost. */
function expectSame(model: { toJSON(): object }, alone: { toJSON(): object }): boolean {
  const { diagnostics, ...rest } = model.toJSON() as { diagnostics: { code: string }[] };
  const { diagnostics: others, ...expected } = alone.toJSON() as typeof rest & {
    diagnostics: { code: string }[];
  };
  expect(rest).toEqual(expected);
  const lost = diagnostics.filter(({ code }) => code === "no-threads");
  expect(diagnostics.filter((remark) => !lost.includes(remark))).toEqual(others);
  return lost.length > 0;
}

describe.each(Object.entries(FITS))(
  "a worker that is lost in a fit: %s",
  (_, { fit, fitAsync }) => {
    const alone = fit();

    it("whenever it is terminated, the fit comes to the same, and so does the next", async () => {
      const before = held();
      let replaced = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 0, max: 60 }),
          fc.nat({ max: 1 }),
          async (when, which) => {
            await fitAsync({ maxIterations: 1 });
            const fitted = fitAsync({});
            await new Promise((resolve) => setTimeout(resolve, when));
            void workers.at(-1 - which)!.terminate();
            const { length } = workers;
            // Begun again with another in its place.
            expect(expectSame(await fitted, alone)).toBe(false);
            replaced += workers.length - length;
            expect(held()).toBe(before);
            expect(expectSame(await fitAsync({}), alone)).toBe(false);
          },
        ),
        { numRuns: 12 },
      );
      expect(replaced).toBeGreaterThan(0);
    });

    it.each(Object.entries(DEATHS))("it %s", async (_, code) => {
      const before = held();
      for (const when of [1, 15, 40]) {
        await closeThreads();
        makeWorkers((text, options) => [
          `${text};setTimeout(() => { ${code} }, ${when})`,
          { ...options, resourceLimits: { maxOldGenerationSizeMb: 64 }, stderr: true },
        ]);
        expectSame(await fitAsync({}), alone);
        vi.restoreAllMocks();
        makeWorkers((text, options) => [text, options]);
        await closeThreads();
        expect(expectSame(await fitAsync({}), alone)).toBe(false);
        expect(held()).toBe(before);
      }
    });

    it("all are ended by the user", async () => {
      const fitted = fitAsync({});
      await new Promise((resolve) => setTimeout(resolve, 30));
      await closeThreads();
      expectSame(await fitted, alone);
    });

    it("an abort, whenever it comes, leaves none busy and no memory held", async () => {
      await fitAsync({});
      const before = held();
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 60 }), async (when) => {
          const controller = new AbortController();
          const fitted = fitAsync({ signal: controller.signal }).then(
            () => "done",
            (reason: unknown) => reason,
          );
          await new Promise((resolve) => setTimeout(resolve, when));
          controller.abort("enough");
          expect(["done", "enough"]).toContain(await fitted);
          expect(held()).toBe(before);
          for (const worker of workers) {
            await vi.waitFor(async () => {
              const from = worker.performance.eventLoopUtilization();
              await new Promise((resolve) => setTimeout(resolve, 20));
              const { utilization } = worker.performance.eventLoopUtilization(from);
              expect(utilization).toBeLessThan(0.3);
            });
          }
        }),
        { numRuns: 12 },
      );
      // They are as they were, and of use.
      const count = workers.length;
      expect(expectSame(await fitAsync({}), alone)).toBe(false);
      expect(workers).toHaveLength(count);
    });
  },
);

describe("where workers cannot be had", () => {
  it.each([
    [
      "the constructor throws",
      () => {
        throw new Error("Access to this API has been restricted");
      },
    ],
    [
      "the text is cut short",
      (): [string, object] => ["throw new Error('cut short')", { eval: true, stderr: true }],
    ],
    ["it ends at once", (): [string, object] => ["process.exit(0)", { eval: true }]],
  ])("because %s, a fit says so", async (_, change) => {
    makeWorkers(change);
    const model = await KMeans.fitAsync(points, { k: 3, threads: 2 });
    expect(expectSame(model, KMeans.fit(points, { k: 3 }))).toBe(true);
    const { message } = model.diagnostics.find(({ code }) => code === "no-threads")!;
    expect(message).toMatch(/^threads were asked for and not had .*worker_threads: /);
  });
});

it("keeps no process alive once fits are done, and does not end one before", () => {
  const program = `
    import { KMeans } from "mixtura";
    const rows = Array.from({ length: 9000 }, (_, i) => [i % 7, (i * i) % 11]);
    const fitted = KMeans.fitAsync(rows, { k: 3, threads: 2 });
    // Workers are kept for the next fit, for ten seconds: this is heard if they keep the process.
    setTimeout(() => console.log("kept alive"), 3000).unref();
    fitted.then(({ k, diagnostics }) => console.log(k, diagnostics.map(({ code }) => code).join()));
  `;
  const out = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
  });
  expect(out).toBe("3 \n");
});
