import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fitDistributed, type RunStatus, work } from "mixtura-cluster";
import { openSource } from "mixtura-data";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisServer, withoutRedis } from "../redis-server.js";
import { MODELS, noise } from "../streamed.js";

/** 70 blocks, so that there can be 64 shards. */
const N = 2048 * 69 + 500;

interface AnyModel {
  fitStream(source: unknown, options: object): Promise<{ toJSON(options: object): object }>;
}

const distributed = fitDistributed as unknown as (
  Model: unknown,
  table: unknown,
  options: object,
) => Promise<{ toJSON(options: object): object }>;

describe.skipIf(withoutRedis !== undefined)("machines come to the bits of one", () => {
  const folder = mkdtempSync(join(tmpdir(), "mixtura-bits-"));
  let redis: RedisServer;
  let location: string;
  const ends: AbortController[] = [];
  const ended: Promise<void>[] = [];

  /** So many workers, of a prefix of their own. */
  async function workers(count: number): Promise<string> {
    const prefix = `of-${count}`;
    const ready: Promise<void>[] = [];
    for (let i = 0; i < count; i++) {
      const end = new AbortController();
      ends.push(end);
      ready.push(
        new Promise((resolve) => {
          const onEvent = ({ kind }: { kind: string }) => kind === "ready" && resolve();
          const options = { redis: redis.url, prefix, data: [folder], threads: 1, memory: 2 ** 28 };
          ended.push(work({ ...options, signal: end.signal, onEvent }));
        }),
      );
    }
    await Promise.all(ready);
    return prefix;
  }

  const prefixes: Record<number, string> = {};

  beforeAll(async () => {
    redis = await RedisServer.start();
    location = writeNpy(folder, N);
    for (const count of [1, 2, 3]) prefixes[count] = await workers(count);
  });
  afterAll(async () => {
    for (const end of ends) end.abort();
    await Promise.all(ended);
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const CUTS = [
    [1, 2],
    [2, 7],
    [3, 64],
  ] as const;

  for (const [name, [Model, own]] of Object.entries(MODELS)) {
    it.each(CUTS)(`${name}, %d workers and %d shards`, async (count, shards) => {
      const weights = { weights: "column3" };
      const cosine = "distance" in own && own.distance === "cosine";
      const start = count === 2 ? { start: "k-means||", seed: 4 } : {};
      for (const maxIterations of [1, 4]) {
        const options = { k: 5, ...own, ...start, maxIterations, standardize: !cosine };
        const one = await (Model as unknown as AnyModel).fitStream(
          await openSource(location, weights),
          options,
        );
        const table = { location, ...weights };
        const where = { redis: redis.url, prefix: prefixes[count], shards, workers: count };
        const statuses: RunStatus[] = [];
        const onStatus = (status: RunStatus) => void statuses.push(status);
        const all = await distributed(Model, table, { ...options, ...where, onStatus });
        expect(all.toJSON({ labels: false })).toEqual(one.toJSON({ labels: false }));
        const last = statuses.at(-1)!;
        expect(last.workers).toHaveLength(count);
        const held = last.workers.flatMap((worker) => worker.shards);
        expect(held.toSorted((a, b) => a - b)).toEqual([...new Array(last.shards).keys()]);
        expect(last.waiting).toBe(0);
        if (shards < 64) expect(last.shards).toBe(shards);
        else expect(last.shards).toBeGreaterThan(60);
      }
    });
  }

  it("of a file without weights, of rows with gaps, in float32", async () => {
    const file = join(folder, "gaps.csv");
    const lines = ["x,y"];
    for (let i = 0; i < 9000; i++)
      lines.push(`${i % 13 === 4 ? "" : (i % 3) * 7 + (i % 11)},${i % 5}`);
    writeFileSync(file, lines.join("\n"));
    const [Model] = MODELS["k-means"];
    const options = { k: 3, precision: "float32" } as const;
    const one = await Model.fitStream(await openSource(file, { missing: "drop" }), options);
    const where = { redis: redis.url, prefix: prefixes[2] };
    const all = await fitDistributed(
      Model,
      { location: file, missing: "drop" },
      { ...options, ...where },
    );
    expect(all.toJSON({ labels: false })).toEqual(one.toJSON({ labels: false }));
  });

  it("leaves nothing behind but workers", async () => {
    const keys = await redis.keys();
    expect(keys.filter((key) => /:run/.test(key))).toEqual([]);
  });
});

/** Writes blobs in two columns, and weights in a third; the path. */
function writeNpy(folder: string, n: number): string {
  const random = noise(n);
  const values = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const group = Math.floor(random() * 5);
    values[3 * i] = group * 3 + random() * random();
    values[3 * i + 1] = 1000 + ((group * 2) % 5) * 4 + random();
    values[3 * i + 2] = i % 17 === 5 ? 0 : 0.5 + random();
  }
  const head = `{'descr': '<f8', 'fortran_order': False, 'shape': (${n}, 3), }`;
  const text = `${head}${" ".repeat(117 - head.length)}\n`;
  const file = join(folder, "table.npy");
  const magic = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, 118, 0]);
  writeFileSync(file, Buffer.concat([magic, Buffer.from(text), Buffer.from(values.buffer)]));
  return file;
}
