import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { GaussianMixture } from "mixtura";
import { openSource } from "mixtura-data";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RedisServer, withoutRedis } from "../redis-server.js";
import { noise } from "../streamed.js";
import { Machine, startWorker, writeTable } from "./machines.js";

/** A fit that takes long enough for things to happen on the way. */
const FIT = {
  k: 6,
  covariance: "full",
  seed: 3,
  maxIterations: 150,
  tolerance: 0,
  start: "sample",
};

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

describe.skipIf(withoutRedis !== undefined)("a run", { timeout: 240_000 }, () => {
  let folder: string;
  let table: object;
  let expected: string;
  let redis: RedisServer;
  let workers: Machine[] = [];
  let others: Machine[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mixtura-chaos-"));
    const location = writeTable(folder, 150_000, 6);
    table = { location, weights: "weight" };
    const one = await GaussianMixture.fitStream(
      await openSource(location, { weights: "weight" }),
      FIT as never,
    );
    expected = hashOf(JSON.stringify(one.toJSON({ labels: false })));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    redis = await RedisServer.start();
    workers = [];
    others = [];
  });
  afterEach(async () => {
    await Promise.all([...workers, ...others].map((machine) => machine.kill()));
    await redis.stop();
  });

  const addWorker = async () => {
    workers.push(await startWorker({ redis: redis.url, data: [folder] }));
  };
  const drive = (more: object = {}) => {
    const driver = new Machine("driver.js", {
      ...{ model: "GaussianMixture", table, redis: redis.url, shards: 7, ...FIT, ...more },
    });
    others.push(driver);
    return driver;
  };

  /** The model is that of one machine, and nothing is left behind. */
  async function expectTheSame(driver: Machine): Promise<void> {
    const [, model] = await driver.says(/model (.*)\n/);
    expect(await driver.ended).toBe(0);
    expect(hashOf(model)).toBe(expected);
    // What a lost one said of itself lasts for a while; then others clean up after it.
    await pause(5500);
    for (const worker of workers) worker.send("SIGTERM");
    await Promise.all(workers.map(({ ended }) => ended));
    expect(await redis.keys()).toEqual([]);
  }

  /** Once some questions have been asked. */
  const underWay = (driver: Machine, questions = "[4-9]|\\d\\d+") =>
    driver.says(new RegExp(`fitting (?:${questions}) `));

  it("comes to the model of one machine", async () => {
    await addWorker();
    await addWorker();
    await expectTheSame(drive({ workers: 2 }));
  });

  it("loses no more than time with a worker", async () => {
    await addWorker();
    await addWorker();
    const driver = drive({ workers: 2 });
    await underWay(driver);
    await workers[1].kill();
    await expectTheSame(driver);
  });

  it("waits for a worker where all are lost", async () => {
    await addWorker();
    const driver = drive();
    await underWay(driver);
    await workers[0].kill();
    await pause(1000);
    await addWorker();
    await expectTheSame(driver);
  });

  it("gives work to a worker that joins late", async () => {
    await addWorker();
    const driver = drive();
    await underWay(driver);
    await addWorker();
    await Promise.race([workers[1].says(/"kind":"shard"/), driver.ended]);
    expect(workers[1].output).toContain('"kind":"shard"');
    await expectTheSame(driver);
  });

  it("asks another where one is slow", async () => {
    await addWorker();
    await addWorker();
    const driver = drive({ workers: 2 });
    await underWay(driver);
    workers[1].send("SIGSTOP");
    await pause(9000);
    workers[1].send("SIGCONT");
    await expectTheSame(driver);
  });

  it("goes on where Redis is lost and comes back", async () => {
    await addWorker();
    await addWorker();
    const driver = drive({ workers: 2 });
    await underWay(driver);
    await redis.kill();
    await pause(2000);
    await redis.begin();
    await expectTheSame(driver);
  });

  it("is resumed where its driver is lost", async () => {
    await addWorker();
    await addWorker();
    const lost = drive({ workers: 2 });
    const [, run] = await lost.says(/run (\w+)/);
    await underWay(lost);
    await lost.kill();
    const early = drive({ run, resume: true });
    expect(await early.ended).toBe(1);
    expect(early.output).toContain(`run ${run} is driven by another process`);
    // Until the lost one no longer counts as its driver.
    await pause(11_000);
    const other = drive({ run, resume: true, k: 5 });
    expect(await other.ended).toBe(1);
    expect(other.output).toContain("options are not those that it was begun with");
    await expectTheSame(drive({ run, resume: true }));
  });

  it("takes a job that is delivered twice", async () => {
    await addWorker();
    await addWorker();
    const driver = drive({ workers: 2 });
    const [, run] = await driver.says(/run (\w+)/);
    const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    const ids = await connection.smembers("mixtura:workers");
    const queues = ids.map((id) => new Queue(`home-${id}`, { connection, prefix: "mixtura" }));
    await underWay(driver);
    for (let question = 0; question < 60; question++) {
      for (const queue of queues) {
        // To both, whoever has the shards.
        await queue.add("answer", { run, question, shards: [0, 1, 2, 3, 4, 5, 6] }, ADDING);
      }
    }
    await Promise.all(queues.map((queue) => queue.close()));
    connection.disconnect();
    await expectTheSame(driver);
  });

  it("comes through all of that together, at moments of chance", async () => {
    const seed = Number(process.env["CHAOS_SEED"] ?? 20261127);
    const random = noise(seed);
    await addWorker();
    await addWorker();
    let driver = drive({ workers: 2 });
    const [, run] = await driver.says(/run (\w+)/);
    await underWay(driver);
    const log: string[] = [];
    const acts: Record<string, () => Promise<void>> = {
      "a worker is lost, and another joins": async () => {
        const at = Math.floor(random() * workers.length);
        await workers.splice(at, 1)[0].kill();
        await addWorker();
      },
      "a worker stands still": async () => {
        const worker = workers[Math.floor(random() * workers.length)];
        worker.send("SIGSTOP");
        await pause(2000 + 4000 * random());
        worker.send("SIGCONT");
      },
      "Redis is lost": async () => {
        await redis.kill();
        await pause(500 + 1500 * random());
        await redis.begin();
      },
      "the driver is lost": async () => {
        if (driver.process.exitCode !== null) return;
        await driver.kill();
        await pause(11_000);
        driver = drive({ run, resume: true });
      },
    };
    const names = Object.keys(acts);
    for (let round = 0; round < 6 && driver.process.exitCode === null; round++) {
      const name = round < names.length ? names[round] : names[Math.floor(random() * names.length)];
      log.push(name);
      await acts[name]();
      await pause(1500 * random());
    }
    try {
      await expectTheSame(driver);
    } catch (error) {
      throw new Error(`with CHAOS_SEED=${seed}, after: ${log.join("; ")}\n${driver.output}`, {
        cause: error,
      });
    }
  });
});

const ADDING = { removeOnComplete: true, removeOnFail: true };
