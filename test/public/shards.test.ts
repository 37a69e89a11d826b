import { describe, expect, it } from "vitest";
import { GaussianMixture, KMeans, type StreamSource } from "mixtura";
import { coreHash, Shard, Shards, type ShardTransport } from "mixtura/shards";
import { type AnyModel, HARD, hardTable, MODELS, source, table, type Table } from "../streamed.js";

/** Shards in this very thread, handed their own copies of what travels. */
class Here implements ShardTransport {
  readonly held: Shard[] = [];
  /** Questions that have been asked. */
  readonly questions: Uint8Array[] = [];
  plan = new Uint8Array();

  constructor(
    private readonly of: StreamSource,
    /** Done before the questions of these numbers are asked. */
    private readonly before: Partial<Record<number, (here: Here) => Promise<void>>> = {},
  ) {}

  async open(plan: Uint8Array, shards: number): Promise<void> {
    this.plan = plan.slice();
    for (let i = 0; i < shards; i++) this.held.push(await Shard.open(this.plan, i, this.of));
  }

  /** Has one lose all it knows. */
  async lose(i: number): Promise<void> {
    this.held[i].release();
    this.held[i] = await Shard.open(this.plan, i, this.of);
  }

  async ask(question: Uint8Array): Promise<readonly Uint8Array[]> {
    await this.before[this.questions.length]?.(this);
    this.questions.push(question.slice());
    return await Promise.all(this.held.map((shard) => shard.answer(question.slice())));
  }

  release(): void {
    for (const shard of this.held) shard.release();
  }
}

async function expectSameBits(
  [Model, own]: readonly [unknown, object],
  data: Table,
  count: number,
  weighted: boolean,
  options: object,
  before?: Record<number, (here: Here) => Promise<void>>,
): Promise<Here> {
  const model = Model as AnyModel;
  const all = { k: 4, ...own, ...options };
  const points = { data: data.values, shape: [data.n, data.d] };
  const expected = model.fit(points, weighted ? { ...all, weights: data.weights } : all);
  const of = source(data, 997, weighted);
  const here = new Here(of, before);
  try {
    const shards = new Shards(here, { count });
    const fitted = await model.fitStream(of, { memory: 0, ...all, shards });
    expect(fitted.toJSON({ labels: false })).toEqual(expected.toJSON({ labels: false }));
  } finally {
    here.release();
  }
  return here;
}

/** 70 blocks, so that there can be 64 shards. */
const long = table(2048 * 69 + 77, 2);
const small = table(7001, 3);

describe("shards come to the bits of fit", () => {
  for (const [name, model] of Object.entries(MODELS)) {
    it.each([2, 7, 64])(`${name}, in %d`, async (count) => {
      for (const weighted of [false, true]) {
        const here = await expectSameBits(model, long, count, weighted, { maxIterations: 4 });
        // Rows of weight 0 make no blocks.
        expect(here.held.length).toBe(weighted ? Math.min(count, 63) : count);
      }
    });

    it(`${name}, after every iteration`, async () => {
      for (const maxIterations of [0, 1, 2, 3, 300]) {
        for (const standardize of [false, true]) {
          const options = { maxIterations, standardize };
          await expectSameBits(model, small, 3, standardize, options);
        }
      }
    });

    it(`${name}, from other starts, again and again, in float32`, async () => {
      await expectSameBits(model, small, 2, true, { start: "k-means||", restarts: 3, seed: 5 });
      await expectSameBits(model, small, 2, false, { start: "k-means++", precision: "float32" });
      await expectSameBits(model, small, 2, true, { start: "sample", standardize: true });
    });

    it(`${name}, when one of them is lost at any moment`, async () => {
      const options = { maxIterations: 5 };
      const { questions } = await expectSameBits(model, small, 3, true, options);
      const losing = Object.fromEntries(
        questions.map((_, i) => [i, (here: Here) => here.lose(i % 3)]),
      );
      await expectSameBits(model, small, 3, true, options, losing);
    });
  }

  for (const name of Object.keys(HARD)) {
    it.each(Object.entries(MODELS))(`where there is ${name}: %s`, async (_, model) => {
      const data = hardTable(name, 4500);
      await expectSameBits(model, data, 2, true, { k: 5, maxIterations: 12, standardize: true });
    });
  }
});

describe("a shard", () => {
  const of = source(small, 997, true);

  async function asked(Model: AnyModel, options: object): Promise<Here> {
    const here = new Here(of);
    await Model.fitStream(of, {
      k: 3,
      memory: 0,
      ...options,
      shards: new Shards(here, { count: 2 }),
    });
    return here;
  }

  it("gives the same bytes to the same question, whatever was asked in between", async () => {
    for (const [Model, own] of Object.values(MODELS)) {
      const here = await asked(Model, { ...own, maxIterations: 3 });
      const all = [...here.questions.keys()];
      const answers = await Promise.all(here.questions.map((q) => here.held[0].answer(q)));
      for (const i of [...all].reverse()) {
        expect(await here.held[0].answer(here.questions[i])).toEqual(answers[i]);
      }
      here.release();
    }
  });

  it("refuses rows that are not those of the plan", async () => {
    const here = await asked(KMeans, {});
    const changed = small.values.slice();
    changed[3 * 5000] += 1e-9;
    const other = source({ ...small, values: changed }, 997, true);
    const last = here.held.length - 1;
    await expect(Shard.open(here.plan, last, other)).rejects.toThrow(
      /"source" has other rows \d+ to \d+ here than where the fit began/,
    );
    const [values, weights] = [small.values.slice(0, 15_000), small.weights.slice(0, 5000)];
    const short = source({ ...small, values, weights }, 997, true);
    await expect(Shard.open(here.plan, last, short)).rejects.toThrow("has other rows");
    const wide = { ...of, dimensions: 4 };
    await expect(Shard.open(here.plan, 0, wide)).rejects.toThrow("one of 3 columns");
    await expect(Shard.open(here.plan, 9, of)).rejects.toThrow('"index"');
    here.release();
  });

  it("refuses bytes that were cut off, changed, or written by others", async () => {
    for (const Model of [KMeans, GaussianMixture] as unknown as AnyModel[]) {
      const here = await asked(Model, { maxIterations: 1 });
      const [shard] = here.held;
      const question = here.questions[0];
      for (let length = 0; length < question.length; length += 13) {
        await expect(shard.answer(question.subarray(0, length))).rejects.toThrow(
          /"question"|bytes/,
        );
      }
      for (let length = 0; length < here.plan.length; length += 13) {
        await expect(Shard.open(here.plan.subarray(0, length), 0, of)).rejects.toThrow();
      }
      for (let at = 0; at < question.length; at += 7) {
        const changed = question.slice();
        changed[at] ^= 0x10;
        await expect(shard.answer(changed)).rejects.toThrow(/"question"|bytes/);
      }
      await expect(shard.answer("question" as never)).rejects.toThrow("Uint8Array");
      // Still there for the real one.
      expect((await shard.answer(question)).length).toBeGreaterThan(0);
      here.release();
    }
  });

  it("names the core by which others compute, where it is another", async () => {
    const here = await asked(KMeans, {});
    const text = Array.from(here.plan, (byte) => String.fromCharCode(byte)).join("");
    const at = text.indexOf(coreHash());
    expect(at).toBeGreaterThan(0);
    const plan = here.plan.slice();
    plan[at] = "f".charCodeAt(0) === plan[at] ? 48 : "f".charCodeAt(0);
    await expect(Shard.open(plan, 0, of)).rejects.toThrow(`that of the core ${coreHash()}`);
    here.release();
  });

  it("says that it was released", async () => {
    const here = await asked(KMeans, {});
    here.release();
    await expect(here.held[0].answer(here.questions[0])).rejects.toThrow("was released");
  });

  it("ends reading where a signal says so", async () => {
    const here = await asked(KMeans, {});
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(Shard.open(here.plan, 0, of, { signal })).rejects.toThrow("enough");
    here.release();
  });
});

describe("Shards", () => {
  it("refuse a transport or a count that is none", () => {
    for (const transport of [undefined, null, {}, { open() {} }, { open() {}, ask: 1 }]) {
      expect(() => new Shards(transport as never)).toThrow('"transport" expected { open, ask }');
    }
    for (const count of [0, 1.5, 70_000, "2"]) {
      const make = () =>
        new Shards({ open() {}, ask: () => Promise.resolve([]) }, { count: count as never });
      expect(make).toThrow('"count" expected');
    }
  });

  it("tell of answers that are none, and of a transport that fails", async () => {
    const of = source(small, 997);
    const failing = { open() {}, ask: () => Promise.reject(new Error("the line is dead")) };
    const options = { k: 2, memory: 0 };
    const fit = KMeans.fitStream(of, { ...options, shards: new Shards(failing) });
    await expect(fit).rejects.toThrow("the line is dead");
    const nonsense = { open() {}, ask: () => Promise.resolve([new Uint8Array(99)]) };
    const other = KMeans.fitStream(of, { ...options, shards: new Shards(nonsense, { count: 1 }) });
    await expect(other).rejects.toThrow('"answer"');
    await expect(KMeans.fitStream(of, { ...options, shards: {} as never })).rejects.toThrow(
      '"shards" expected Shards of this copy of mixtura',
    );
    // As those of another copy, which this one has not made.
    const twice = Object.create(Shards.prototype) as Shards;
    await expect(KMeans.fitStream(of, { ...options, shards: twice })).rejects.toThrow(
      "this copy of mixtura",
    );
  });
});
