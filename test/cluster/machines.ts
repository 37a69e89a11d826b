import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";

/** Why there is no Redis to try with; undefined where there is one. Where all is to be tried, it has to be there. */
export const withoutRedis =
  process.env["CI"] === undefined && spawnSync("redis-server", ["--version"]).error !== undefined
    ? "redis-server is not installed: what needs it is left out"
    : undefined;
if (withoutRedis !== undefined) console.warn(withoutRedis);

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A port that nobody has. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}

function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", resolve));
}

/** A Redis of one's own, which can be lost and come back with what it had written. */
export class RedisServer {
  readonly folder = mkdtempSync(join(tmpdir(), "mixtura-redis-"));
  readonly #port: number;
  readonly #options: readonly string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, options: readonly string[]) {
    this.#port = port;
    this.#options = options;
  }

  static async start(...options: readonly string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    await server.begin();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  async begin(): Promise<void> {
    const own = ["--port", String(this.#port), "--bind", "127.0.0.1", "--dir", this.folder];
    const kept = ["--appendonly", "yes", "--save", ""];
    this.#process = spawn("redis-server", [...own, ...kept, ...this.#options], { stdio: "ignore" });
    const redis = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    redis.on("error", () => {});
    // One that wants a password answers as well.
    await redis.ping().catch(() => {});
    redis.disconnect();
  }

  send(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    this.#process?.kill(signal);
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await exited(this.#process!);
  }

  /** All keys there are. */
  async keys(): Promise<string[]> {
    const redis = new Redis(this.url);
    const keys = await redis.keys("*");
    redis.disconnect();
    return keys.sort();
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A process that runs one of the scripts beside this file, and what it said. */
export class Machine {
  readonly process: ChildProcess;
  output = "";
  readonly #waiting = new Set<() => void>();

  constructor(script: "worker.js" | "driver.js", options: object) {
    this.process = spawn(process.execPath, [path(script), JSON.stringify(options)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.output += text;
        for (const look of this.#waiting) look();
      });
    }
  }

  /** Waits until it says so. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) return found;
      if (this.process.exitCode !== null || this.process.signalCode !== null) {
        throw new Error(`ended without ${String(pattern)}: ${this.output}`);
      }
      await new Promise<void>((resolve) => {
        const look = () => {
          this.#waiting.delete(look);
          resolve();
        };
        this.#waiting.add(look);
        this.process.once("exit", look);
      });
    }
  }

  send(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGTERM"): void {
    this.process.kill(signal);
  }

  get ended(): Promise<number | null> {
    return exited(this.process);
  }

  async kill(): Promise<void> {
    this.send("SIGCONT");
    this.send("SIGKILL");
    await this.ended;
  }
}

/** A worker that is ready. */
export async function startWorker(options: object): Promise<Machine> {
  const worker = new Machine("worker.js", { threads: 1, memory: 2 ** 30, ...options });
  await worker.says(/"kind":"ready"/);
  return worker;
}

/** Numbers that look random, the same each time. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Writes a table of blobs, the last column of which are weights; its path. */
export function writeTable(folder: string, n: number, d: number): string {
  const random = noise(n + d);
  const names = Array.from({ length: d }, (_, j) => `c${j}`);
  const lines = [[...names, "weight"].join()];
  for (let i = 0; i < n; i++) {
    const group = Math.floor(random() * 7);
    const row = names.map((_, j) => ((group * (j + 2)) % 7) * 3 + random() + random() * random());
    const weight = i % 17 === 5 ? 0 : 1 + Math.floor(random() * 3);
    lines.push([...row.map((value) => value.toFixed(4)), weight].join());
  }
  const file = join(folder, `table-${n}-${d}.csv`);
  writeFileSync(file, lines.join("\n"));
  return file;
}
