import { mkdir } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { itWith } from "../../packaging/it-with.js";
import { hasTerminal, mixtura, workspace, type Outcome, type Running } from "../command.js";
import { freePort, noRedis, RedisServer } from "../../redis-server.js";

// Commands are started by the dozen, each with a run to come to its end.
vi.setConfig({ testTimeout: 240_000 });

const here = workspace();
const password = "s3cret-of-tests";
const windows = process.platform === "win32";
const missing = windows ? "no signals on Windows" : noRedis;

/** Rows that overlap, so that a mixture takes its time. */
function rows(count: number): string {
  const lines = ["x,y"];
  for (let i = 0; i < count; i++) {
    const x = ((i * 7919) % 10_007) / 1000 + (i % 3);
    const y = ((i * 104_729) % 9973) / 1000 - (i % 2);
    lines.push(i % 5000 === 7 ? `${x},` : `${x},${y}`);
  }
  return `${lines.join("\n")}\n`;
}

const long = ["-k", "4", "-a", "gaussian", "--covariance", "full", "--tolerance", "0"];
const slow = ["fit", "table.csv", ...long, "--max-iterations", "150"];

const endless = ["--max-iterations", "99999"];

let server: RedisServer;
const workers: Running[] = [];

beforeAll(async () => {
  await here.write("table.csv", rows(30_000));
  if (missing === undefined) server = await RedisServer.start(password);
});
afterAll(async () => {
  if (missing === undefined) await server.stop();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    worker.child.kill("SIGKILL");
    await worker.ended;
  }
});

/** What all names of a test begin with, so that none sees what another has left. */
let prefix: string[] = [];
let tests = 0;
beforeEach(() => {
  prefix = ["--prefix", `test-${++tests}`];
});

/** A command that knows the Redis by the environment. */
const run = (...args: string[]): Promise<Outcome> =>
  mixtura([...args, ...prefix], { cwd: here.path("."), env: { MIXTURA_REDIS: server.url } });

/** A fit that goes on while the test does. */
const drive = (name: string, ...args: string[]): Running =>
  here.start([...slow, "--redis", server.url, "--run", name, ...prefix, ...args]);

async function worker(...args: string[]): Promise<Running> {
  const named = ["--redis", server.url, ...prefix, "--threads", "1", ...args];
  const started = here.start(["worker", ...named]);
  workers.push(started);
  await started.says(" is ready: 1 thread, ");
  return started;
}

/** Waits until a run has come to an iteration. */
async function iterationOf(name: string, least: number): Promise<void> {
  for (;;) {
    const { code, stdout } = await run("status", name, "--json");
    const { status } = (code === 0 ? JSON.parse(stdout) : {}) as {
      status?: { iteration: number };
    };
    if ((status?.iteration ?? 0) >= least) return;
    await pause(100);
  }
}

/** What a fit prints and writes on one machine. */
async function alone(...args: string[]) {
  const { code, stdout } = await here.mixtura([...args, "--stream", "--model", "alone.json"]);
  expect(code).toBe(0);
  return { stdout, model: await here.read("alone.json") };
}

describe("mixtura fit --redis", () => {
  for (const args of [
    ["-k", "3", "--standardize", "--run", "one"],
    ["-k", "3", "--start", "k-means||", "--json"],
    ["-k", "3", "--columns", "x"],
    ["-k", "3", "-a", "soft"],
    ["-k", "3", "-a", "gaussian", "--covariance", "full"],
  ]) {
    const name = `finds on workers what --stream finds here, byte for byte: ${args.join(" ")}`;
    itWith(missing, name, async () => {
      await worker();
      await worker("--memory", "1GB");
      const options = args.filter((word) => word !== "--run" && word !== "one");
      const expected = await alone("fit", "table.csv", ...options);
      const spread = await run("fit", "table.csv", ...args, "--redis", "--model", "spread.json");
      expect(spread.stderr).not.toContain("error:");
      expect(spread).toMatchObject({ code: 0, stdout: expected.stdout });
      expect(await here.read("spread.json")).toBe(expected.model);
      const told = Array.from(spread.stderr.matchAll(/^note: run (\w+)$/gm));
      expect(told.map(([, run]) => run)).toEqual([
        args.includes("--run") ? "one" : (expect.stringMatching(/^[0-9a-f]{8}$/) as string),
      ]);
      const { stdout } = await run("status");
      expect(stdout).toMatch(/^No run at redis:\S+, and 2 workers wait for one\.\n/);
    });
  }

  itWith(missing, "writes what is asked of every row", async () => {
    await here.write("whole.csv", rows(5000).replaceAll(/,\n/g, ",0\n"));
    await worker();
    const files = (name: string) => ["--labels", `${name}.csv`, "--output", `${name}.tsv`];
    const fit = ["fit", "whole.csv", "-k", "3", "--plot"];
    await here.mixtura([...fit, "alone.svg", "--stream", ...files("alone")]);
    const { code } = await run(...fit, "spread.svg", "--redis", ...files("spread"));
    expect(code).toBe(0);
    for (const kind of ["csv", "tsv", "svg"]) {
      expect(await here.read(`spread.${kind}`)).toBe(await here.read(`alone.${kind}`));
    }
  });

  itWith(missing, "gives up where no worker comes, and goes on once one is there", async () => {
    const fit = ["fit", "table.csv", "-k", "3"];
    const { code, stdout, stderr } = await run(...fit, "--run", "early", "--patience", "1");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^error: redis:\/\/127\.0\.0\.1:\d+: there is no worker \(.*\)\n$/m);
    expect(stderr.match(/^note: run early(?: stands: resume it with --resume early)?$/gm)).toEqual([
      "note: run early",
      "note: run early stands: resume it with --resume early",
    ]);
    const status = await run("status", "early");
    expect(status.stdout).toMatch(
      /^stopped \d+ s ago; mixtura fit … --resume early goes on with it$/m,
    );
    await worker();
    const other = await run(...fit, "--run", "early");
    expect(other.stderr).toContain("error: run early: there is one of that name; resume it");
    const resumed = await run(...fit, "--resume", "early");
    expect(resumed.stdout).toBe((await alone(...fit)).stdout);
    const gone = await run(...fit, "--resume", "early");
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain(
      "there is no run early to go on with (one that ended well leaves",
    );
  });

  itWith(missing, "goes on with a run whose driver was killed", async () => {
    await worker();
    const expected = await alone(...slow);
    const driver = drive("killed");
    await iterationOf("killed", 2);
    driver.child.kill("SIGKILL");
    expect(await driver.ended).toEqual({ code: null, signal: "SIGKILL" });
    const resume = () => run(...slow, "--resume", "killed", "--model", "killed.json");
    let resumed = await resume();
    // Others believe that the driver lives, until it has said nothing for some seconds.
    while (resumed.stderr.includes("is driven by another process")) {
      await pause(500);
      resumed = await resume();
    }
    expect(resumed).toMatchObject({ code: 0, stdout: expected.stdout });
    expect(await here.read("killed.json")).toBe(expected.model);
  });

  itWith(missing, "says how to go on where Ctrl-C ends it", async () => {
    await worker();
    const driver = drive("cut", ...endless);
    await iterationOf("cut", 2);
    driver.child.kill("SIGINT");
    expect(await driver.ended).toEqual({ code: 130, signal: null });
    expect(driver.said).toMatch(
      /mixtura: interrupted\nnote: run cut stands: resume it with --resume cut\n$/,
    );
    const { stdout } = await run("status", "cut");
    expect(stdout).toMatch(
      /^stopped \d+ s ago after iteration \d+\/99999; mixtura fit … --resume cut /m,
    );
  });

  itWith(missing, "does without a worker that ends", async () => {
    const first = await worker();
    await worker();
    const expected = await alone(...slow);
    const driver = drive("less", "--workers", "2");
    await iterationOf("less", 2);
    first.child.kill("SIGTERM");
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(first.said).toMatch(
      /\nrun less: holds [\d,]+ rows in \d+ shards\nended: .* told to end\n$/,
    );
    expect(await driver.ended).toEqual({ code: 0, signal: null });
    expect(driver.said).toContain("note: 1 worker lost; others take what they held\n");
    expect(driver.said.endsWith(expected.stdout)).toBe(true);
  });

  itWith(missing, "names the table that no worker may read", async () => {
    await mkdir(here.path("elsewhere"));
    const limited = await worker("--data", here.path("elsewhere"));
    const { code, stdout, stderr } = await run("fit", "table.csv", "-k", "2", "--redis");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^error: no worker can answer for shard \d+ \(.*this worker may not read/m,
    );
    await limited.says("table.csv: this worker may not read it");
    limited.child.kill("SIGTERM");
    await limited.ended;
    expect(limited.said.match(/may not read/g)).toHaveLength(1);
  });

  itWith(missing, "tells of a table that is amiss, which nobody can go on with", async () => {
    await here.write("amiss.csv", "x,y\n1,2\n3,four\n");
    const { code, stderr } = await run(
      "fit",
      "amiss.csv",
      "-k",
      "1",
      "--redis",
      "--columns",
      "x,y",
    );
    expect(code).toBe(1);
    expect(stderr).toContain('expected a number, got "four"');
    expect(stderr).not.toContain("--resume");
  });

  itWith(
    missing ?? (hasTerminal ? undefined : "no terminal here"),
    "shows at a terminal what it waits for, and who works",
    async () => {
      const fit = here.startOnTerminal(
        [...slow, "--redis", server.url, ...prefix, ...endless],
        120,
      );
      await fit.says(`waiting for workers at redis://127.0.0.1:${server.port} …  0 workers`);
      await worker();
      await fit.says("1 worker");
      await fit.says("/99999  log-likelihood ");
      fit.child.stdin.write("\x03");
      expect((await fit.ended).code).toBe(130);
      expect(fit.said).not.toContain(password);
    },
  );

  it.each([
    [["table.csv", "-k", "2", "--redis", "http://:secret@host"], "--redis: expected a URL such as"],
    [["table.csv", "-k", "2", "--redis"], "put it into the variable MIXTURA_REDIS"],
    [["table.csv", "-k", "2", "--resume", "a"], "put it into the variable MIXTURA_REDIS"],
    [["--redis", "table.csv", "-k", "2"], "without one, --redis comes after the data."],
    [["table.csv", "-k", "2", "--run", "a", "--resume", "b"], "give one of them"],
    [["table.csv", "-k", "2", "--patience", "3"], "'--patience' is of a fit over many machines"],
    [["table.csv", "-k", "2", "--prefix", "a"], "'--prefix' is of a fit over many machines"],
    [["table.csv", "-k", "2", "--run", "a b"], "Expected 1 to 50 letters, digits, - or _."],
    [["table.csv", "-k", "auto", "--redis"], "-k auto needs all rows in memory, and --redis holds"],
    [["-", "-k", "2", "--redis", "redis://127.0.0.1:1"], "--redis reads a table several times"],
  ])("refuses %j as wrong usage", async (args, reason) => {
    const { code, stdout, stderr } = await here.mixtura(["fit", ...args]);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain("secret");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("mixtura status", () => {
  itWith(missing, "tells which worker holds how many rows of which run", async () => {
    await worker();
    await worker();
    const driver = drive("shown", ...endless);
    await iterationOf("shown", 2);
    await worker();
    const { code, stdout, stderr } = await run("status");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      new RegExp(
        [
          /^run shown: Gaussian mixture(?: |\n)on 29,994 rows of .*table\.csv\n/,
          /iteration \d+\/99999, log-likelihood -[\d,.]+(?:.|\n)*at most \d+ (?:s|min|h) left\n\n/,
          /worker +shards +rows +rows\/s\n─+\n/,
          /[\w-]+ +\d+ +[\d,]+ +[\d.KM–]+\n[\w-]+ +\d+ +[\d,]+ +[\d.KM–]+\n/,
        ]
          .map(({ source }) => source)
          .join(""),
      ),
    );
    const one = await run("status", "shown", "--json");
    expect(JSON.parse(one.stdout)).toMatchObject({ run: "shown", driven: true });
    const all = JSON.parse((await run("status", "--json")).stdout) as Record<string, unknown[]>;
    expect([all["runs"].length, all["workers"].length]).toEqual([1, 3]);
    driver.child.kill("SIGINT");
    await driver.ended;
  });

  itWith(missing, "says where there is no such run", async () => {
    const { code, stdout, stderr } = await run("status", "nowhere");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^error: redis:\S+: there is no run nowhere \(one that ended well leaves nothing behind\)\n$/,
    );
    const all = await run("status");
    expect(all.stdout).toMatch(
      /^No run at redis:\S+, and no worker; mixtura worker starts one\.\n$/,
    );
  });
});

describe("each of them", () => {
  const asking = [["worker"], ["status"], ["fit", "table.csv", "-k", "2"]] as const;

  itWith(missing, "says that the password is wrong, and shows none", async () => {
    for (const args of asking) {
      const given = await here.mixtura([...args, "--redis", server.urlWith("wr0ng-one")]);
      expect(given.code).toBe(1);
      expect(given.stderr).toMatch(/^error: redis:\S+: the password or user name is wrong\n$/m);
      expect(given.stderr).not.toContain("wr0ng-one");
    }
  });

  it("says where Redis cannot be reached, and shows no password", async () => {
    const url = `redis://:${password}@127.0.0.1:${await freePort()}`;
    for (const args of asking) {
      const { code, stdout, stderr } = await here.mixtura([...args, "--redis", url]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^error: redis:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*\n$/m);
      expect(stderr).not.toContain(password);
    }
  });

  it("needs the URL of a Redis, and repeats none that is wrong", async () => {
    for (const args of [["worker"], ["status"]]) {
      const none = await here.mixtura(args);
      expect(none).toMatchObject({ code: 2, stdout: "" });
      expect(none.stderr).toContain("or put it into the variable MIXTURA_REDIS");
      const wrong = await here.mixtura([...args, "--redis", "redi://:secret@host"]);
      expect(wrong).toMatchObject({ code: 2, stdout: "" });
      expect(wrong.stderr).not.toContain("secret");
      const env = { MIXTURA_REDIS: "host:secret" };
      const { code, stderr } = await mixtura(args, { env });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: MIXTURA_REDIS: expected a URL such as .*\n$/);
      expect(stderr).not.toContain("secret");
    }
  });
});

describe("mixtura worker", () => {
  itWith(missing, "ends by itself where there is nothing to do, also quietly", async () => {
    const told = await run("worker", "--idle", "4s", "--threads", "2", "--memory", "1.5GB");
    expect(told).toMatchObject({ code: 0, stdout: "" });
    expect(told.stderr).toMatch(
      /^worker [\w-]+ is ready: 2 threads, 1\.5 GB for rows\nended: there was nothing to do for 4 seconds\n$/,
    );
    const quiet = await run("worker", "--idle", "4", "--quiet");
    expect(quiet).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  itWith(missing, "ends at once by a second signal", async () => {
    const running = await worker();
    running.child.kill("SIGINT");
    await running.says("ended: it was told to end\n");
    running.child.kill("SIGINT");
    // It may have come to its end in between.
    expect(await running.ended).toBeOneOf([
      { code: null, signal: "SIGINT" },
      { code: 0, signal: null },
    ]);
  });

  it.each([
    [["--memory", "8"], "Expected a size such as 8GB or 512MB."],
    [["--memory", "0GB"], "Expected a size such as 8GB or 512MB."],
    [["--idle", "soon"], "Expected a time such as 90, 90s, 10m or 2h."],
    [["--idle", "0"], "Expected a time such as 90, 90s, 10m or 2h."],
    [["--threads", "0"], "Expected auto or an integer from 1 to 256."],
    [["--stdio", "--redis", "redis://host"], "--stdio serves in place of a Redis"],
    [["--stdio", "--idle", "9"], "--stdio serves in place of a Redis, and --idle is of one"],
  ])("refuses %j as wrong usage", async (args, reason) => {
    const { code, stdout, stderr } = await here.mixtura(["worker", ...args]);
    expect(stderr).toContain(reason);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
