import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exited } from "../redis-server.js";
import { noise } from "../streamed.js";

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

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
    this.process.once("exit", () => {
      for (const look of this.#waiting) look();
    });
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
