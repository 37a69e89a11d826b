import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { BLOCK_ROWS, Fold, foldDepth, foldNodes } from "../../src/core/blocks.js";
import { core } from "../../src/core/core.js";
import { Pending, type Talk } from "../../src/data/pending.js";
import type { Arguments, Held, Pieces, Stretch } from "../../src/data/pieces.js";
import { inSlices, type Pace } from "../../src/data/sweep.js";
import { inSlicesOfTime } from "../../src/data/time-slices.js";
import { reported } from "../../src/fitting/reported.js";
import { fitting as hard } from "../../src/models/k-means/fit.js";
import { fitting as soft } from "../../src/models/soft-k-means/fit.js";
import { fitting as gaussian } from "../../src/models/gaussian-mixture/fit.js";
import { GaussianMixture, KMeans, SoftKMeans } from "../../src/index.js";
import { type Holder, HOLDERS } from "../../src/questions/pieces/holders.js";
import { PiecedRows } from "../../src/questions/pieces/pieced-rows.js";
import { stretchesOf } from "../../src/threads/muster.js";
import { blobs, uniforms } from "../data.js";
import { held } from "./held.js";

/** An answer that comes later than others, in whatever order. */
class Delayed extends Pending<readonly unknown[]> {
  readonly #soon: Promise<void>;
  #answers: readonly unknown[] | undefined;

  constructor(answers: Promise<readonly unknown[]>) {
    super();
    this.#soon = answers.then((all) => {
      this.#answers = all;
    });
  }

  override get soon(): Promise<void> {
    return this.#soon;
  }

  advance(): boolean {
    return this.#answers !== undefined && this.arrive(this.#answers);
  }
}

type Made = Holder & Record<string, (...args: unknown[]) => unknown>;

/** Holders in this thread, who answer in order as workers do, but take different times, each its own. */
class ShuffledPieces implements Pieces {
  readonly stretches: readonly Stretch[];
  readonly #uniform: () => number;
  /** What each is at last. */
  readonly #last: Promise<unknown>[];
  alive = 0;

  constructor(stretches: readonly Stretch[], seed: number) {
    this.stretches = stretches;
    this.#uniform = uniforms(seed);
    this.#last = stretches.map(() => Promise.resolve());
  }

  make(kind: string, args: (i: number) => Arguments): Held {
    const made: Made[] = [];
    this.stretches.forEach((_, i) => {
      const given = structured(args(i));
      void this.#then(i, () => {
        const own = given.map((value) => (holders.get(value as Held) ?? [])[i] ?? value);
        made[i] = new HOLDERS[kind](...(own as never[])) as Made;
        this.alive++;
      });
    });
    const call = (i: number, name: string, args: Arguments) => {
      const given = structured(args);
      return this.#then(i, async () => {
        for (let turns = Math.floor(4 * this.#uniform()); turns > 0; turns--) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        const asked = made[i][name](...given);
        return structuredClone(
          asked instanceof Pending ? await inSlicesOfTime(waited(asked), undefined) : asked,
        );
      });
    };
    const held: Held = {
      ask: <Answer>(name: string, of: (i: number) => Arguments | undefined) => {
        const asked = this.stretches.map((_, i) => {
          const own = of(i);
          return own === undefined ? Promise.resolve() : call(i, name, own);
        });
        return new Delayed(Promise.all(asked)) as unknown as Pending<readonly Answer[]>;
      },
      tell: (name, ...own) => {
        this.stretches.forEach((_, i) => void call(i, name, own));
      },
      release: () => {
        this.stretches.forEach((_, i) => {
          void this.#then(i, () => {
            this.alive--;
            made[i].release();
          });
        });
      },
    };
    holders.set(held, made);
    return held;
  }

  useMixtures(): void {
    // They share this thread's kernels.
  }

  #then(i: number, work: () => unknown): Promise<unknown> {
    return (this.#last[i] = this.#last[i].then(work));
  }
}

const holders = new WeakMap<Held, readonly Holder[]>();

/** What is handed over is copied, but for holders. */
function structured(args: Arguments): Arguments {
  return args.map((value) =>
    typeof value === "object" && value !== null && "release" in value
      ? value
      : structuredClone(value),
  );
}

function* waited(asked: Pending): Talk<unknown> {
  return (yield asked) as unknown;
}

/** Slices, with rows held by others in such stretches. */
function shuffled(cuts: (n: number) => readonly Stretch[], seed: number) {
  const made: ShuffledPieces[] = [];
  const pace: Pace = (count, sweep) => inSlices(count, sweep);
  const muster: NonNullable<Pace["muster"]> = function* (rows, { weights }): Talk<PiecedRows> {
    const pieces = new ShuffledPieces(cuts(rows.count), seed);
    made.push(pieces);
    const { dimensions, precision } = rows;
    const held = pieces.make("rows", (i) => [pieces.stretches[i].count, dimensions, precision]);
    let kept = false;
    try {
      yield held.ask("write", (i) => {
        const { first, count } = pieces.stretches[i];
        return [0, rows.view(first, count).slice()];
      });
      rows.keep("pieces", held);
      kept = true;
    } finally {
      // A fit may be ended on the way, when the clock wants it.
      if (!kept) held.release();
    }
    return new PiecedRows(pieces, rows, held, weights);
  };
  return { pace: Object.assign(pace, { muster }), made };
}

/** Cuts at these shares of the blocks. */
function cutAt(shares: readonly number[]) {
  return (n: number): Stretch[] => {
    const blocks = Math.ceil(n / BLOCK_ROWS);
    const cuts = [0, ...shares.map((share) => Math.floor(share * blocks)), blocks];
    const ends = Array.from(new Set(cuts)).sort((a, b) => a - b);
    return ends.slice(1).map((end, i) => {
      const first = ends[i] * BLOCK_ROWS;
      return { first, count: Math.min(end * BLOCK_ROWS, n) - first };
    });
  };
}

const MODELS = {
  hard: (points: number[][], options: object, pace: Pace) =>
    reported(hard, points, options, pace, () => {}),
  soft: (points: number[][], options: object, pace: Pace) =>
    reported(soft, points, { stiffness: 1, ...options }, pace, () => {}),
  gaussian: (points: number[][], options: object, pace: Pace) =>
    reported(gaussian, points, options, pace, () => {}),
};

describe("rows in pieces", () => {
  const n = 9000;
  const tables = [
    { rows: blobs(n, 2, 4, 3), k: 4 },
    { rows: blobs(n, 5, 6, 4), k: 6 },
    { rows: blobs(n, 9, 3, 5).map((row) => row.map(Math.round)), k: 5 },
  ];
  const weights = Array.from({ length: n }, (_, i) => (i % 5) / 3);
  const labels = Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0 : 1));
  const variants: readonly object[] = [
    {},
    { weights },
    { restarts: 2, maxIterations: 4 },
    { start: "sample" },
    { start: { labels } },
    { precision: "float32" },
  ];

  it("answer with the bits of the whole, however they are cut and in whatever order they answer", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...tables),
        fc.constantFrom(...variants),
        fc.constantFrom("hard", "soft", "spherical", "diagonal", "tied", "full"),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
        fc.integer(),
        async ({ rows, k }, variant, model, shares, seed) => {
          const before = held();
          const options = { k, maxIterations: 6, seed: 3, ...variant };
          const { pace, made } = shuffled(cutAt(shares), seed);
          const run = () => {
            if (model === "hard") return MODELS.hard(rows, options, pace);
            if (model === "soft") return MODELS.soft(rows, options, pace);
            return MODELS.gaussian(rows, { ...options, covariance: model }, pace);
          };
          const state = await inSlicesOfTime(run() as Talk<object>, undefined);
          const alone =
            model === "hard"
              ? KMeans.fit(rows, options)
              : model === "soft"
                ? SoftKMeans.fit(rows, { stiffness: 1, ...options })
                : GaussianMixture.fit(rows, { ...options, covariance: model as "full" });
          const { history, labels: own, sizes } = state as typeof alone;
          expect(history).toEqual(alone.history);
          expect(own).toEqual(alone.labels);
          expect(sizes).toEqual(alone.sizes);
          expect(made).toHaveLength(1);
          await vi.waitFor(() => expect(made[0].alive).toBe(0));
          expect(held()).toBe(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("are let go of, wherever a fit is ended", async () => {
    const before = held();
    const [{ rows, k }] = tables;
    let ended = 0;
    for (let turn = 0; turn < 60; turn += 3) {
      for (const model of ["hard", "gaussian"] as const) {
        const { pace, made } = shuffled(cutAt([0.5]), turn);
        const options = { k, restarts: 2, start: "k-means++", maxIterations: 5 };
        let left = turn;
        const signal = {
          get aborted() {
            return left-- <= 0;
          },
          reason: "enough",
        };
        const work = MODELS[model](rows, options, pace) as Talk<unknown>;
        const reason = await inSlicesOfTime(work, signal).then(
          () => "done",
          (error: unknown) => error,
        );
        expect(["done", "enough"]).toContain(reason);
        ended += +(reason === "enough");
        await vi.waitFor(() => {
          for (const pieces of made) expect(pieces.alive).toBe(0);
        });
        expect(held()).toBe(before);
      }
    }
    expect(ended).toBeGreaterThan(20);
  });
});

describe("the tree of blocks", () => {
  it("is folded from nodes of parts as from all blocks", () => {
    const { memory } = core();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
        fc.integer(),
        (blocks, shares, seed) => {
          const n = blocks * BLOCK_ROWS - 5;
          const uniform = uniforms(seed);
          const values = Array.from({ length: blocks }, () => [uniform(), uniform() * 1e9, 1e-9]);
          const folded = (first: number, count: number, before: number) => {
            const stack = memory.allocate(foldDepth(n, 1) * 24);
            const fold = new Fold(stack.address, 3, before);
            fold.add(first, count, (row, _, target) =>
              memory.write(target, values[row / BLOCK_ROWS]),
            );
            return { fold, stack };
          };
          const whole = folded(0, n, 0);
          const expected = memory.read(whole.fold.total(), 3);
          whole.stack.release();
          const parts = cutAt(shares)(n).map(({ first, count }) => {
            const { fold, stack } = folded(first, count, first);
            expect(fold.open).toBeLessThanOrEqual(foldDepth(count, first));
            const nodes = memory.f64(fold.nodes, 3 * fold.open).slice();
            stack.release();
            return { first, count, values: nodes };
          });
          expect(foldNodes(parts, 3)).toEqual(expected);
        },
      ),
    );
  });
});

describe("stretches", () => {
  it("follow each other, are of whole blocks and about as long, and few nodes cover them", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.integer({ min: 1, max: 64 }),
        (n, count) => {
          const stretches = stretchesOf(n, count);
          const blocks = Math.ceil(n / BLOCK_ROWS);
          expect(stretches).toHaveLength(Math.min(count, blocks));
          let next = 0;
          for (const { first, count: rows } of stretches) {
            expect(first).toBe(next);
            expect(first % BLOCK_ROWS).toBe(0);
            expect(rows).toBeGreaterThan(0);
            next = first + rows;
          }
          expect(next).toBe(n);
          const longest = Math.max(...stretches.map(({ count: rows }) => rows));
          expect(longest).toBeLessThanOrEqual(
            Math.ceil((blocks / stretches.length) * (1 + 1 / 32) + 1) * BLOCK_ROWS,
          );
        },
      ),
    );
  });
});
