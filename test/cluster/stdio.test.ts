import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { GaussianMixture, KMeans } from "mixtura";
import { driveFrames, serveFrames } from "mixtura-cluster";
import { openSource } from "mixtura-data";
import { Shards } from "mixtura/shards";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noise } from "../streamed.js";

// Frames are put together and taken apart here as docs/stdio.md has them, by nothing of the package.

type Head = Record<string, unknown>;

function frame(head: unknown, bytes: Uint8Array = new Uint8Array(0)): Buffer {
  return body(Buffer.from(JSON.stringify(head)), bytes);
}

function body(head: Uint8Array, bytes: Uint8Array = new Uint8Array(0)): Buffer {
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(4 + head.length + bytes.length, 0);
  lengths.writeUInt32LE(head.length, 4);
  return Buffer.concat([lengths, head, bytes]);
}

/** The first frame of some bytes, and what comes after it; undefined where it is not whole. */
function firstOf(all: Buffer) {
  if (all.length < 4 || all.length < 4 + all.readUInt32LE(0)) return undefined;
  const end = 4 + all.readUInt32LE(0);
  const bytesAt = 8 + all.readUInt32LE(4);
  const head = JSON.parse(all.subarray(8, bytesAt).toString()) as Head;
  return {
    head,
    bytes: all.subarray(bytesAt, end),
    whole: all.subarray(0, end),
    rest: all.subarray(end),
  };
}

async function* framesOf(stream: Readable) {
  let all: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    all = Buffer.concat([all, chunk as Buffer]);
    for (let found = firstOf(all); found !== undefined; found = firstOf(all)) {
      yield found;
      all = found.rest;
    }
  }
  expect(all).toHaveLength(0);
}

/** What is answered to chunks, by id. */
async function answersTo(chunks: readonly Uint8Array[], options: object = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const serving = serveFrames(input, output, options).finally(() => output.end());
  // Told by whoever waits for it.
  serving.catch(() => {});
  const feeding = (async () => {
    for (const chunk of chunks) {
      if (!input.destroyed && !input.write(chunk)) await once(input, "drain");
      await turn();
    }
    input.end();
  })();
  const answers: { head: Head; bytes: Buffer }[] = [];
  for await (const { head, bytes } of framesOf(output)) answers.push({ head, bytes });
  await serving;
  await feeding;
  return answers.toSorted((a, b) => Number(a.head.id) - Number(b.head.id));
}

const root = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let table: { location: string; columns: string[] };
let plan: Uint8Array;
let question: Uint8Array;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mixtura-stdio-"));
  const random = noise(5);
  const lines = ["x,y,z"];
  for (let i = 0; i < 12_000; i++) {
    const center = Math.floor(random() * 4) * 3;
    lines.push([0, 1, 2].map((j) => center * (j - 1) + random() + random()).join());
  }
  const location = join(folder, "points.csv");
  writeFileSync(location, `${lines.join("\n")}\n`);
  table = { location, columns: ["x", "y", "z"] };
  const seen = new Error("seen");
  const spy = new Shards(
    {
      open: (bytes) => {
        plan = bytes;
      },
      ask: (bytes) => {
        question = bytes;
        throw seen;
      },
    },
    { count: 5 },
  );
  const source = await openSource(location);
  await expect(KMeans.fitStream(source, { k: 3, seed: 1, shards: spy })).rejects.toBe(seen);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (id: number, shard: number, more: Head = {}) =>
  frame({ do: "open", id, run: "a", shard, question: 0, table, ...more }, plan);
const ask = (id: number, shard: number, more: Head = {}) =>
  frame({ do: "ask", id, run: "a", shard, question: 0, ...more }, question);
const release = (id: number, run = "a") => frame({ do: "release", id, run });

describe("a worker", () => {
  const options = () => ({ data: [folder], threads: 1 });

  it("answers the same however frames are cut into chunks", async () => {
    const both = [open(0, 1), open(1, 4)];
    const [whole] = await Promise.all([
      answersTo([Buffer.concat([...both, ask(2, 1), ask(3, 4), release(4)])], options()),
    ]);
    expect(whole.map(({ head }) => head)).toEqual([
      { id: 0, ok: true, rows: 2048 },
      { id: 1, ok: true, rows: 12_000 - 5 * 2048 },
      ...[2, 3, 4].map((id) => ({ id, ok: true })),
    ]);
    expect(whole[2].bytes.length).toBeGreaterThan(50);
    expect(whole[2].bytes.equals(whole[3].bytes)).toBe(false);
    const bytes = Buffer.concat([...both, ask(2, 1), ask(3, 4), release(4)]);
    const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await answersTo(single, options())).toEqual(whole);
  });

  it("takes frames that are split at any byte", async () => {
    const bytes = Buffer.concat([release(7, "ä"), release(8), frame({ do: "sing", id: 9 })]);
    const whole = await answersTo([bytes]);
    expect(whole.map(({ head }) => head)).toEqual([
      { id: 7, error: "run: expected 1 to 64 letters, digits, - or _" },
      { id: 8, ok: true },
      { id: 9, error: 'do: expected "open", "ask" or "release", got "sing"' },
    ]);
    for (let at = 1; at < bytes.length; at++) {
      const chunks = [bytes.subarray(0, at), bytes.subarray(at)];
      expect(await answersTo(chunks), `split at ${at}`).toEqual(whole);
    }
  });

  it.each([
    ["longer than allowed, before it has come", Buffer.from([1, 4, 0, 0]), /at most 1024 .* 1025$/],
    ["too short for a head", Buffer.from([3, 0, 0, 0, 1, 2, 3]), /at least 4 bytes, got 3$/],
    ["with a head longer than itself", Buffer.from([4, 0, 0, 0, 1, 0, 0, 0]), /at most 0 .*got 1$/],
    ["with a head that is no JSON", body(Buffer.from("open sesame")), /a head of JSON in UTF-8/],
    ["with a head that is no UTF-8", body(Buffer.from([0x22, 0xff, 0x22])), /of JSON in UTF-8/],
    ["with a head that is a list", frame([1]), /a head that is an object/],
    ["with a head that is null", frame(null), /a head that is an object/],
    ["without an id", frame({ do: "release", run: "a" }), /"id", a number from 0, got none$/],
    ["with an id that is none", frame({ id: -1 }), /"id", a number from 0, got -1$/],
    ["whose length is not whole", Buffer.from([9, 0]), /within a frame, after 2 of its length$/],
    ["that is not whole", Buffer.from([9, 0, 0, 0, 1]), /within a frame, after 1 of its 9 bytes$/],
  ])("ends with an error at a frame %s", async (_, bytes, message) => {
    await expect(answersTo([release(0), bytes], { limit: 1024 })).rejects.toThrow(message);
  });

  it("refuses by name what it cannot do, and goes on", async () => {
    const outside = { ...table, location: fileURLToPath(import.meta.url) };
    const chunks = [
      ask(0, 1),
      open(1, -1),
      ask(2, 0, { question: "?" }),
      open(3, 0, { run: "b", table: outside }),
      open(4, 0, { run: "c", table: { ...table, location: join(folder, "none.csv") } }),
      open(5, 0, { run: "d", table: undefined }),
      frame({ do: "open", id: 6, run: "e", shard: 0, question: 0, table }, Buffer.from("plan?")),
      open(7, 5, { run: "f" }),
      open(8, 0, { run: "g" }),
      open(9, 1, { run: "g", table: { ...table, missing: "drop" } }),
      frame({ do: "ask", id: 10, run: "g", shard: 0, question: 0 }, Buffer.from("no question")),
      open(11, 0, { run: "h", table: { ...table, columns: ["x", "y"] } }),
      ask(12, 0, { run: "g" }),
    ];
    const heads = (await answersTo(chunks, options())).map(({ head }) => head);
    expect(heads[0]).toEqual({ id: 0, error: "run a is not known here: open it", lost: true });
    expect(heads.map(({ error }) => error)).toEqual([
      expect.anything(),
      "shard: expected a number from 0, got -1",
      'question: expected a number from 0, got "?"',
      expect.stringMatching(/stdio\.test\.ts: this worker may not read it/),
      expect.stringMatching(/none\.csv: no such file on this machine$/),
      "table: expected a path, a URL or { location }, got null",
      expect.stringMatching(/^"plan" expected/),
      "run f has 5 shards, not 6",
      undefined,
      "run g is known here with another plan or table: release it first",
      expect.stringMatching(/^"(question|bytes)" expected/),
      expect.stringMatching(/^"source" expected one of 3 columns/),
      undefined,
    ]);
    expect(heads[12]).toEqual({ id: 12, ok: true });
  });

  it("lets go of a run once what it was asked about it is answered", async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const serving = serveFrames(input, output, options());
    const answers = framesOf(output);
    input.write(Buffer.concat([open(0, 0), ask(1, 0), release(2), open(3, 0, { shards: 5 })]));
    for (let i = 0; i < 4; i++) expect((await answers.next()).value!.head).toHaveProperty("ok");
    // It was opened again after that, and is there.
    input.write(ask(4, 0));
    expect((await answers.next()).value!.head).toEqual({ id: 4, ok: true });
    input.end();
    await serving;
  });

  it("has no room for more than it may hold", async () => {
    const bytes = 2 * 2048 * 3 * 8;
    const heads = (
      await answersTo([open(0, 0), open(1, 1)], { ...options(), memory: bytes + 1 })
    ).map(({ head }) => head);
    expect(heads[0]).toHaveProperty("ok", true);
    expect(heads[1].error).toMatch(/^no room for a shard of 96 KiB beside 96 KiB/);
  });

  it("lets go of shards that others are asked about", async () => {
    const memory = 2 * (2 * 2048 * 3 * 8);
    const input = new PassThrough();
    const output = new PassThrough();
    const serving = serveFrames(input, output, { ...options(), memory });
    const answers = framesOf(output);
    const answerTo = async (bytes: Uint8Array) => {
      input.write(bytes);
      return (await answers.next()).value!.head;
    };
    for (const shard of [0, 1]) expect(await answerTo(open(shard, shard))).toHaveProperty("ok");
    const no = "no room for a shard";
    expect((await answerTo(open(2, 3, { question: 2 }))).error).toContain(no);
    // Two questions later others may still be slow; after three, they have been answered for.
    expect(await answerTo(ask(3, 1, { question: 2 }))).toHaveProperty("ok");
    expect((await answerTo(ask(4, 3, { question: 2 }))).error).toContain(no);
    expect(await answerTo(ask(5, 1, { question: 3 }))).toHaveProperty("ok");
    expect(await answerTo(ask(6, 3, { question: 3 }))).toHaveProperty("ok");
    input.end();
    await serving;
  });

  it("waits where nobody reads", async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const serving = serveFrames(input, output);
    const count = 5000;
    let written = 0;
    void (async () => {
      for (; written < count; written++) {
        if (!input.write(release(written))) await once(input, "drain");
      }
      input.end();
    })();
    for (let i = 0; i < 3000; i++) await turn();
    expect(output.readableLength).toBeGreaterThan(1000);
    expect(written).toBeLessThan(count / 2);
    let answers = 0;
    void serving.then(() => output.end());
    for await (const { head } of framesOf(output)) {
      expect(head.ok).toBe(true);
      answers++;
    }
    expect(answers).toBe(count);
  });

  it("ends when nobody reads any more", async () => {
    const output = new PassThrough();
    output.destroy();
    const input = new PassThrough();
    const serving = serveFrames(input, output);
    input.write(release(0));
    await expect(serving).rejects.toThrow(/^output: nobody reads it any more/);
    expect(input.destroyed).toBe(true);
  });

  it("ends when it is told to", async () => {
    const ending = new AbortController();
    const input = new PassThrough();
    const output = new PassThrough();
    const serving = serveFrames(input, output, { ...options(), signal: ending.signal });
    input.write(open(0, 0));
    await once(output, "readable");
    ending.abort();
    await serving;
    expect(input.destroyed).toBe(true);
    const signal = AbortSignal.abort();
    await serveFrames(new PassThrough(), new PassThrough(), { signal });
  });

  it.each([
    [{ threads: 0 }, "threads: expected 1 to 256"],
    [{ memory: 0.5 }, "memory: expected bytes, at least 1"],
    [{ data: [] }, "data: expected folders or URLs that tables may be read from"],
    [{ limit: 2 ** 32 }, "limit: expected bytes of a frame, 1,024 to 4,294,967,295"],
  ])("refuses options such as %o", async (wrong, message) => {
    const serving = serveFrames(new PassThrough(), new PassThrough(), wrong);
    await expect(serving).rejects.toThrow(message);
  });
});

/** A worker in a process of its own. */
class Worker {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly exit: Promise<unknown[]>;
  readonly orders = new Map<number, string>();

  constructor(answer: (bytes: Uint8Array) => void) {
    const options = JSON.stringify({ data: [folder], threads: 2 });
    const code = `import("mixtura-cluster").then(({ serveFrames }) =>
      serveFrames(process.stdin, process.stdout, ${options}));`;
    const child = spawn(process.execPath, ["--eval", code], {
      cwd: root,
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.on("error", () => {});
    this.child = child;
    this.exit = once(child, "exit");
    void (async () => {
      for await (const { head, whole } of framesOf(child.stdout)) {
        // What was left to others may be answered, too.
        if (this.orders.delete(head.id as number)) answer(whole);
      }
    })();
  }

  order(head: Head, whole: Uint8Array): void {
    this.orders.set(head.id as number, head.do as string);
    this.child.stdin.write(whole);
  }
}

/** What an engine does: carries frames to workers, and puts others in the place of those that are gone. */
async function carried(
  drive: (input: Readable, output: Writable) => Promise<unknown>,
  killAt = Infinity,
) {
  const toDriver = new PassThrough();
  const fromDriver = new PassThrough();
  const lost: Head[] = [];
  const answer = (bytes: Uint8Array) => toDriver.write(bytes);
  const workers = [new Worker(answer), new Worker(answer)];
  const opened: number[] = [];
  const used = [0, 0];
  let asked = 0;
  const driving = drive(toDriver, fromDriver).finally(() => fromDriver.end());
  driving.catch(() => {});
  const ended: Head[] = [];
  let model = "";
  for await (const { head, bytes, whole } of framesOf(fromDriver)) {
    if (head.do === "model" || head.do === "failed") {
      ended.push(head);
      model = bytes.toString();
      continue;
    }
    if (head.do === "release") {
      for (const worker of workers) worker.order(head, Buffer.from(whole));
      continue;
    }
    if (head.do === "open") opened.push(head.shard as number);
    const home = (head.shard as number) % 2;
    used[home]++;
    workers[home].order(head, Buffer.from(whole));
    if (head.do !== "ask" || ++asked !== killAt) continue;
    const dead = workers[home];
    dead.child.kill("SIGKILL");
    await dead.exit;
    workers[home] = new Worker(answer);
    for (const id of dead.orders.keys()) {
      lost.push({ id });
      answer(frame({ id, error: "its worker is gone", lost: true }));
    }
  }
  const exits: unknown[] = [];
  for (const { child, exit } of workers) {
    child.stdin.end();
    exits.push((await exit)[0]);
  }
  return { driving, ended, model, opened, used, lost, exits };
}

const FITS = {
  "k-means": [KMeans, { k: 7, seed: 2, restarts: 2 }],
  "a mixture": [GaussianMixture, { k: 3, seed: 2, covariance: "full", maxIterations: 15 }],
} as const;

describe("a fit over two workers and five shards", () => {
  const bitsOf = async (name: keyof typeof FITS) => {
    const [Model, options] = FITS[name];
    const source = await openSource(table.location, { columns: table.columns });
    const model = await (Model.fitStream as (...given: unknown[]) => Promise<KMeans>)(
      source,
      options,
    );
    return JSON.stringify(model.toJSON({ labels: false }));
  };
  const driven = (name: keyof typeof FITS) => (input: Readable, output: Writable) => {
    const [Model, options] = FITS[name];
    return driveFrames(Model as typeof KMeans, table, { ...options, shards: 5 }, input, output);
  };

  it.each(["k-means", "a mixture"] as const)("has the bits of one machine: %s", async (name) => {
    const { driving, ended, model, opened, used, exits } = await carried(driven(name));
    expect(model).toBe(await bitsOf(name));
    expect(JSON.stringify(((await driving) as KMeans).toJSON({ labels: false }))).toBe(model);
    expect(ended).toEqual([
      { do: "model", run: expect.any(String) as string, algorithm: FITS[name][0].name },
    ]);
    expect(opened.toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(Math.min(...used)).toBeGreaterThan(10);
    // Workers that are not told of the end end with their input.
    expect(exits).toEqual([0, 0]);
  });

  it("has them where a worker is killed, and another takes its place", async () => {
    const { model, opened, lost } = await carried(driven("a mixture"), 13);
    expect(model).toBe(await bitsOf("a mixture"));
    expect(lost.length).toBeGreaterThan(0);
    expect(opened.length).toBeGreaterThan(5);
  });

  it("fails where no worker may read the table", async () => {
    const mine = mkdtempSync(join(tmpdir(), "mixtura-stdio-other-"));
    try {
      const location = join(mine, "points.csv");
      writeFileSync(location, "x\n1\n2\n3\n4\n");
      const { driving, ended } = await carried((input, output) =>
        driveFrames(KMeans, location, { k: 2, run: "mine" }, input, output),
      );
      const error = expect.stringMatching(
        /^shard 0: .*points\.csv: this worker may not read it/,
      ) as string;
      expect(ended).toEqual([{ do: "failed", run: "mine", error }]);
      await expect(driving).rejects.toThrow("this worker may not read it");
    } finally {
      rmSync(mine, { recursive: true, force: true });
    }
  });
});

describe("a driver", () => {
  /** Drives a fit, and answers each of its frames with what is given. */
  async function answeredWith(answer: (head: Head) => Buffer | undefined, options: object = {}) {
    const input = new PassThrough();
    const output = new PassThrough();
    const given = { k: 3, shards: 5, run: "x", ...options };
    const driving = driveFrames(KMeans, table, given, input, output).finally(() => output.end());
    driving.catch(() => {});
    const heads: Head[] = [];
    for await (const { head } of framesOf(output)) {
      heads.push(head);
      const bytes = head.do === "open" || head.do === "ask" ? answer(head) : undefined;
      if (bytes !== undefined && !input.destroyed) input.write(bytes);
      else input.end();
    }
    return { driving, heads };
  }

  it("says what is to be opened", async () => {
    const { heads } = await answeredWith(() => undefined);
    expect(heads[0]).toEqual({
      ...{ do: "open", id: 0, run: "x", shard: 0, shards: 5, question: 0, table },
    });
    expect(heads.slice(-2).map((head) => head.do)).toEqual(["release", "failed"]);
  });

  it("opens a shard again that was lost, but not for ever", async () => {
    const { driving, heads } = await answeredWith(({ do: what, id, shard }) =>
      what === "ask" && shard === 2
        ? frame({ id, error: "it is gone", lost: true })
        : frame({ id, ok: true }),
    );
    await expect(driving).rejects.toThrow("shard 2: it was lost again and again (it is gone)");
    const again = heads.filter(({ do: what, shard }) => what === "open" && shard === 2);
    expect(again).toHaveLength(9);
  });

  it.each([
    ["an end", () => undefined, "input: it ended before all questions were answered"],
    ["no frame", () => Buffer.from([1, 0, 0, 0, 0]), "at least 4 bytes, got 1"],
    ["nothing to the point", ({ id }: Head) => frame({ id }), 'an answer with "ok" or "error"'],
    ["what it never asked", () => frame({ id: 99, ok: true }), "got one to none (99)"],
    ["an error", ({ id }: Head) => frame({ id, error: "no" }), "shard 0: no"],
    ["no answer", ({ id }: Head) => frame({ id, ok: true }, Buffer.from("?")), '"answer" expected'],
  ])("fails where it is answered with %s", async (_, answer, message) => {
    const { driving, heads } = await answeredWith(answer);
    await expect(driving).rejects.toThrow(message);
    expect(heads.at(-1)).toMatchObject({ do: "failed", run: "x" });
    expect(heads.at(-1)!.error).toContain(message);
  });

  it("ends when it is told to, with that reason", async () => {
    const ending = new AbortController();
    const reason = new Error("enough");
    const input = new PassThrough();
    const output = new PassThrough();
    const options = { k: 3, signal: ending.signal };
    const driving = driveFrames(KMeans, table, options, input, output);
    await once(output, "readable");
    ending.abort(reason);
    await expect(driving).rejects.toBe(reason);
  });

  it.each([
    [{ threads: 2 }, 'options: "threads" is an option of workers'],
    [{ run: "a b" }, "run: expected 1 to 64 letters, digits, - or _"],
    [{ limit: 3 }, "limit: expected bytes of a frame"],
    [{ shards: 0 }, '"count" expected an integer in 1..65536'],
    [{ colour: 1 }, '"options" expected'],
  ])("refuses options such as %o", async (wrong, message) => {
    const { driving } = await answeredWith(() => undefined, wrong);
    await expect(driving).rejects.toThrow(message);
  });
});
