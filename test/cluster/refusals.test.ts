import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { KMeans } from "mixtura";
import { clusterStatus, fitDistributed, work, type WorkerEvent } from "mixtura-cluster";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { RedisServer, withoutRedis } from "../redis-server.js";
import { writeTable } from "./machines.js";

describe("options that are none are refused", () => {
  it.each([
    [{}, "redis: expected a URL"],
    [{ redis: "http://localhost" }, "redis: expected a URL"],
    [{ redis: "redis://:secret@host name" }, /^((?!secret).)*$/],
    [{ redis: "redis://localhost", prefix: "a:b" }, "prefix: expected 1 to 64 letters"],
    [{ redis: "redis://localhost", run: "*" }, "run: expected 1 to 50 letters"],
    [{ redis: "redis://localhost", resume: true }, "resume: expected the name of the run"],
    [{ redis: "redis://localhost", workers: 0 }, "workers: expected"],
    [{ redis: "redis://localhost", patience: -1 }, "patience: expected"],
    [{ redis: "redis://localhost", threads: 2 }, '"threads" is an option of workers'],
  ])("%o", async (options, message) => {
    await expect(fitDistributed(KMeans, "x.csv", { k: 2, ...options } as never)).rejects.toThrow(
      message,
    );
  });

  it.each([
    [{}, "redis: expected a URL"],
    [{ redis: "redis://localhost", threads: 0 }, "threads: expected 1 to 256"],
    [{ redis: "redis://localhost", memory: 0.5 }, "memory: expected bytes"],
    [{ redis: "redis://localhost", idle: 0 }, "idle: expected seconds"],
    [{ redis: "redis://localhost", data: [] }, "data: expected folders"],
  ])("of workers: %o", async (options, message) => {
    await expect(work(options as never)).rejects.toThrow(message);
  });
});

it("a Redis that cannot be reached is named, without its password", async () => {
  const redis = "redis://:secret@127.0.0.1:1";
  const file = join(mkdtempSync(join(tmpdir(), "mixtura-")), "x.csv");
  writeFileSync(file, "x\n1\n2\n3\n");
  for (const trying of [
    () => fitDistributed(KMeans, file, { k: 2, redis }),
    () => work({ redis }),
    () => clusterStatus({ redis }),
  ]) {
    await expect(trying()).rejects.toThrow(/^redis:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/);
  }
});

describe.skipIf(withoutRedis !== undefined)("with a Redis", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "mixtura-refusals-"));
  const allowed = join(folder, "data");
  let redis: RedisServer;
  let client: Redis;
  let location: string;
  /** Takes some seconds, for what happens on the way. */
  let large: string;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    mkdirSync(allowed);
    location = writeTable(allowed, 9000, 3);
    large = writeTable(allowed, 60_000, 3);
    redis = await RedisServer.start();
    client = new Redis(redis.url, { maxRetriesPerRequest: null });
  });
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()));
    await client.flushall();
  });
  afterAll(async () => {
    client.disconnect();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function worker(options: object = {}): Promise<{ id: string; events: WorkerEvent[] }> {
    const end = new AbortController();
    const events: WorkerEvent[] = [];
    const id = await new Promise<string>((resolve, reject) => {
      const onEvent = (event: WorkerEvent) => {
        events.push(event);
        if (event.kind === "ready") resolve(event.id);
      };
      const all = { redis: redis.url, data: [allowed], threads: 1, memory: 2 ** 27, ...options };
      const working = work({ ...all, signal: end.signal, onEvent });
      working.catch(reject);
      ends.push(async () => {
        end.abort();
        await working;
      });
    });
    return { id, events };
  }

  const fit = (options: object = {}, table: unknown = location) =>
    fitDistributed(KMeans, table as string, { k: 3, redis: redis.url, patience: 1, ...options });

  it("says that there is no worker", async () => {
    await expect(fit()).rejects.toThrow(/there is no worker \(start some with: mixtura worker/);
    await worker();
    await expect(fit({ workers: 2 })).rejects.toThrow("there are 1 of 2 workers");
  });

  it("names a worker that computes otherwise", async () => {
    const news = { id: "other", host: "h", pid: 1, threads: 1, bytes: 0, memory: 1, beat: 1 };
    const other = {
      ...news,
      version: "0.0.9",
      core: "0123456789abcdef",
      shards: {},
      rowsPerSecond: 0,
    };
    await client.set("mixtura:worker:other", JSON.stringify(other));
    await client.sadd("mixtura:workers", "other");
    await expect(fit()).rejects.toThrow(
      /worker other has mixtura 0\.0\.9 with the core 0123456789abcdef/,
    );
  });

  it("reads no table that is not below its folders", async () => {
    const outside = writeTable(folder, 3000, 2);
    const link = join(allowed, "link.csv");
    symlinkSync(outside, link);
    const { id } = await worker();
    for (const path of [outside, link, join(allowed, "..", "table-3000-2.csv")]) {
      await expect(fit({}, path)).rejects.toThrow(
        new RegExp(`no worker can answer for shard 0 \\(${id}: .*may not read it`),
      );
    }
  });

  it("refuses a table that is another one where the worker is", async () => {
    await worker();
    const run = "changed";
    const path = join(allowed, "changing.csv");
    writeFileSync(path, writeRows(9000, 0));
    await expect(
      fit(
        {
          run,
          // Between the first reading and the first question.
          onBegin: () => setTimeout(() => writeFileSync(path, writeRows(9000, 1)), 0),
          workers: 1,
          memory: 2 ** 27,
        },
        path,
      ),
    ).rejects.toThrow(/has other rows|changed/);
  });

  it("says that no worker has room", async () => {
    await worker({ memory: 1000 });
    await expect(fit()).rejects.toThrow(/no room for a shard of .* \(--memory\)/);
  });

  it("gives shards to another where one has no room", async () => {
    await worker({ memory: 1000 });
    await worker();
    expect((await fit({ workers: 2, shards: 3 })).k).toBe(3);
  });

  it("tells that the password is wrong, or wanted", async () => {
    const guarded = await RedisServer.start("right");
    try {
      const wrong = guarded.urlWith("wrong");
      await expect(work({ redis: wrong })).rejects.toThrow("the password or user name is wrong");
      await expect(fit({ redis: wrong })).rejects.toThrow("the password or user name is wrong");
      await expect(clusterStatus({ redis: wrong })).rejects.toThrow(
        "the password or user name is wrong",
      );
      await expect(work({ redis: guarded.urlWith(undefined) })).rejects.toThrow(
        "it wants a password",
      );
    } finally {
      await guarded.stop();
    }
  });

  it("tells of a Redis out of memory, after which the run is resumed", async () => {
    await worker();
    const run = "full";
    await client.config("SET", "maxmemory", "1");
    try {
      await expect(fit({ run })).rejects.toThrow(/it is out of memory \(see maxmemory\)/);
    } finally {
      await client.config("SET", "maxmemory", "0");
    }
    const again = await fit({ run });
    expect(again.k).toBe(3);
  });

  it("ends a run where a signal says so, and resumes it", async () => {
    await worker();
    const end = new AbortController();
    const run = "stopped";
    const onStatus = () => end.abort(new Error("enough"));
    const long = { start: "sample", tolerance: 0, k: 40, seed: 1 };
    await expect(fit({ ...long, run, signal: end.signal, onStatus }, large)).rejects.toThrow(
      "enough",
    );
    const { runs } = await clusterStatus({ redis: redis.url });
    expect(runs.map((one) => [one.run, one.driven])).toEqual([[run, false]]);
    await expect(fit({ ...long, run }, large)).rejects.toThrow("there is one of that name");
    await expect(fit({ ...long, run: "other", resume: true }, large)).rejects.toThrow(
      "there is none",
    );
    const resumed = await fit({ ...long, run, resume: true }, large);
    const once = await fit(long, large);
    expect(JSON.stringify(resumed)).toBe(JSON.stringify(once));
    expect((await clusterStatus({ redis: redis.url })).runs).toEqual([]);
  });

  it("gives each run of a name its own answers", async () => {
    await worker();
    const other = writeTable(allowed, 12_000, 3);
    const run = "nightly";
    const once = [
      await fit({}, location),
      await fit({}, other),
      await fit({ seed: 5, start: "sample" }, other),
    ];
    const again = [
      await fit({ run }, location),
      await fit({ run }, other),
      await fit({ run, seed: 5, start: "sample" }, other),
    ];
    expect(again.map((model) => JSON.stringify(model))).toEqual(
      once.map((model) => JSON.stringify(model)),
    );
  });

  it("goes on where a worker is told to end", async () => {
    const first = await worker();
    const long = { start: "sample", tolerance: 0, k: 40, seed: 1, patience: 20 };
    const once = await fit(long, large);
    let isTold = false;
    const again = fit(
      {
        ...long,
        onStatus: ({ questions }: { questions: number }) => {
          if (isTold || questions < 3) return;
          isTold = true;
          void ends.shift()!().then(() => worker());
        },
      },
      large,
    );
    expect(JSON.stringify(await again)).toBe(JSON.stringify(once));
    expect(isTold).toBe(true);
    const keys = await redis.keys();
    expect(keys.filter((key) => key.includes(first.id))).toEqual([]);
  });

  it("fits again and again on workers with room for one", async () => {
    await worker({ memory: 2 * 9000 * 4 * 8 });
    for (let i = 0; i < 4; i++) expect((await fit({ seed: i, shards: 3 })).k).toBe(3);
  });

  it("writes again what Redis has lost", async () => {
    await worker();
    const run = "forgotten";
    const long = { start: "sample", tolerance: 0, k: 40, seed: 1 };
    const once = await fit(long, large);
    let isLost = false;
    const onStatus = ({ questions }: { questions: number }) => {
      if (isLost || questions < 3) return;
      isLost = true;
      void client.flushall();
    };
    const again = await fit({ ...long, run, patience: 30, onStatus }, large);
    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
    expect(isLost).toBe(true);
  });

  it("gives up on a Redis that is gone, or stands still", async () => {
    for (const signal of ["SIGKILL", "SIGSTOP"] as const) {
      const own = await RedisServer.start();
      const end = new AbortController();
      try {
        const where = { redis: own.url, data: [allowed], threads: 1, memory: 2 ** 27, idle: 2 };
        const working = work({ ...where, signal: end.signal });
        working.catch(() => {});
        let isGone = false;
        const fitting = fitDistributed(KMeans, large, {
          ...{ k: 60, seed: 1, start: "sample", tolerance: 0, redis: own.url, patience: 2 },
          onStatus: ({ questions, state }) => {
            if (isGone || questions < 2 || state !== "fitting") return;
            isGone = true;
            own.send(signal);
          },
        });
        await expect(fitting).rejects.toThrow(/it was not there for 2 seconds/);
        // By either, it ends by itself: for want of Redis, or of work.
        const reason = await working.then(
          () => "there was nothing to do",
          (error: unknown) => String(error),
        );
        expect(reason).toMatch(/nothing to do|it was not there for \d+ seconds/);
      } finally {
        end.abort();
        own.send("SIGCONT");
        await own.stop();
      }
    }
  });

  it("is resumed with the options that it was begun with", async () => {
    await worker();
    const end = new AbortController();
    const run = "stopped";
    const long = { start: "sample", tolerance: 0, k: 40, seed: 1, run } as const;
    const onStatus = ({ questions }: { questions: number }) => {
      if (questions > 2) end.abort(new Error("enough"));
    };
    await expect(fit({ ...long, signal: end.signal, onStatus }, large)).rejects.toThrow("enough");
    await expect(fit({ ...long, resume: true, maxIterations: 2 }, large)).rejects.toThrow(
      "rows or options are not those that it was begun with",
    );
    expect((await fit({ ...long, resume: true }, large)).k).toBe(40);
  });

  it("ends by itself where nobody tells it to", async () => {
    const events: WorkerEvent[] = [];
    await work({
      ...{ redis: redis.url, data: [allowed], threads: 1, memory: 2 ** 20, idle: 1 },
      onEvent: (event) => void events.push(event),
    });
    expect(events.at(-1)).toEqual({ kind: "end", reason: "there was nothing to do for 1 seconds" });
    expect(await redis.keys()).toEqual([]);
  });

  it("trusts nothing that it finds in Redis", async () => {
    const { id, events } = await worker();
    const queue = new Queue(`home-${id}`, { connection: client, prefix: "mixtura" });
    const jobs = [
      null,
      "text",
      { run: "../x", question: 0, shards: [0] },
      { run: "junk", question: -1, shards: [0] },
      { run: "junk", question: 0, shards: ["0"] },
      { run: "junk", question: 0, shards: [0, 70_000, 5] },
      { run: "nothing", question: 0, shards: [0] },
      { run: "files", question: 0, shards: [0] },
    ];
    const junk = Buffer.from("mixtura question 1".repeat(50));
    for (const run of ["junk", "files"]) {
      await client.set(`mixtura:run:${run}:question:0`, junk);
      await client.set(`mixtura:run:${run}:driver`, "me");
    }
    await client.hset("mixtura:run:junk:record", {
      plan: junk,
      table: '{"location":"/etc/passwd"}',
    });
    await client.hset("mixtura:run:files:record", {
      plan: junk,
      table: '{"location":"x","code":"1"}',
    });
    for (const job of jobs) {
      await queue.add("answer", job, { removeOnComplete: true, removeOnFail: true });
    }
    await queue.close();
    // It goes on working for others.
    expect((await fit()).k).toBe(3);
    const faults = events.filter((event) => event.kind === "fault");
    expect(faults.some(({ message }) => message.includes("may not read it"))).toBe(true);
    expect(faults.some(({ message }) => message.includes('got "code"'))).toBe(true);
  });

  it("trusts no answer that is none", async () => {
    const { id } = await worker();
    const run = "poisoned";
    const nonsense = Buffer.from("nonsense, and more of it, so that it is long enough");
    await expect(
      fit({
        run,
        onBegin: async () =>
          void client.hset(
            `mixtura:run:${(await client.get(`mixtura:run:${run}:inner`))!}:answers:0`,
            {
              0: nonsense,
              1: nonsense,
              2: nonsense,
            },
          ),
        shards: 3,
      }),
    ).rejects.toThrow('"answer"');
    expect(id).not.toBe("");
    await client.set("mixtura:run:odd:status", "{".repeat(1000));
    await client.sadd("mixtura:runs", "odd", "a:b*");
    await client.set("mixtura:run:odd:driver", "me");
    const { runs } = await clusterStatus({ redis: redis.url });
    expect(runs.find((one) => one.run === "odd")).toEqual({
      run: "odd",
      driven: true,
      status: undefined,
    });
  });
});

function writeRows(n: number, shift: number): string {
  const lines = ["x,y"];
  for (let i = 0; i < n; i++) lines.push(`${(i % 3) * 9 + (i % 7) + shift},${i % 5}`);
  return lines.join("\n");
}
