import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why no Redis can be started here; undefined: it can. */
export const noRedis =
  spawnSync("redis-server", ["--version"]).status === 0 ? undefined : "no redis-server here";

export const password = "s3cret-of-tests";

/** A Redis of its own, on a free port of this machine, with a password. */
export class RedisServer {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), "mixtura-redis-"));
    const port = await freePort();
    const child = spawn(
      "redis-server",
      [
        ...["--port", String(port), "--bind", "127.0.0.1", "--requirepass", password],
        ...["--appendonly", "yes", "--save", "", "--dir", folder],
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await new Promise<void>((resolve, reject) => {
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`redis-server ended with ${code}`)));
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        if (text.includes("Ready to accept connections")) resolve();
      });
    });
    return new RedisServer(port, folder, child);
  }

  get url(): string {
    return this.urlWith(password);
  }

  urlWith(other: string): string {
    return `redis://:${other}@127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill();
    await ended;
    await rm(this.folder, { recursive: true });
  }
}

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
