import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** Why no Redis can be started here; undefined: it can. */
export const noRedis =
  spawnSync("redis-server", ["--version"]).status === 0 ? undefined : "no redis-server here";

/** The same for tests in groups, which say so and are left out; where all is to be tried, it has to be there. */
export const withoutRedis = process.env["CI"] === undefined ? noRedis : undefined;
if (withoutRedis !== undefined) console.warn(`${withoutRedis}: what needs it is left out`);

/** A port that nobody listens on, for now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Settled once a process has ended. */
export function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", resolve));
}

/** A Redis of its own, on a free port of this machine, which can be lost and come back with what it had written. */
export class RedisServer {
  readonly folder = mkdtempSync(join(tmpdir(), "mixtura-redis-"));
  #process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly password: string | undefined,
  ) {}

  /** @param password that it wants; default: none */
  static async start(password?: string): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), password);
    await server.begin();
    return server;
  }

  /** With the password, where it wants one. */
  get url(): string {
    return this.urlWith(this.password);
  }

  urlWith(password: string | undefined): string {
    return `redis://${password === undefined ? "" : `:${password}@`}127.0.0.1:${this.port}`;
  }

  async begin(): Promise<void> {
    const own = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.folder];
    const kept = ["--appendonly", "yes", "--save", ""];
    const guarded = this.password === undefined ? [] : ["--requirepass", this.password];
    this.#process = spawn("redis-server", [...own, ...kept, ...guarded], { stdio: "ignore" });
    const redis = new Redis(this.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
    redis.on("error", () => {
      // It is not there at once.
    });
    await redis.ping();
    redis.disconnect();
  }

  send(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    this.#process?.kill(signal);
  }

  /** Ends it without a word. */
  async kill(): Promise<void> {
    this.send("SIGKILL");
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
