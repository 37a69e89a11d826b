import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

/** A Redis of its own, as the documentation wants one: with an append-only file, and no key is evicted. */
export interface RedisServer {
  readonly url: string;
  /** Bytes that went in and out since it was started, and milliseconds of processors. */
  used(): Promise<{ readonly traffic: number; readonly processors: number }>;
  stop(): Promise<void>;
}

/** @throws Error where redis-server is not installed */
export function redisVersion(): string {
  const text = execFileSync("redis-server", ["--version"], { encoding: "utf8" });
  return /v=([\d.]+)/.exec(text)![1];
}

export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "mixtura-redis-"));
  const port = await freePort();
  const kept = ["--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "everysec"];
  const limits = ["--maxmemory-policy", "noeviction", "--bind", "127.0.0.1"];
  const server = spawn("redis-server", ["--port", `${port}`, ...kept, ...limits], {
    stdio: "ignore",
  });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const url = `redis://127.0.0.1:${port}`;
  const redis = new Redis(url, { retryStrategy: () => 100 });
  redis.on("error", () => {
    // It is not there at once.
  });
  await redis.ping();
  return {
    url,
    used: async () => {
      const told = (await redis.info("stats")) + (await redis.info("cpu"));
      const sum = (...names: readonly string[]) =>
        names.reduce(
          (total, name) => total + Number(new RegExp(`^${name}:(.+)`, "m").exec(told)![1]),
          0,
        );
      return {
        traffic: sum("total_net_input_bytes", "total_net_output_bytes"),
        processors: 1000 * sum("used_cpu_user", "used_cpu_sys"),
      };
    },
    stop: async () => {
      redis.disconnect();
      server.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
