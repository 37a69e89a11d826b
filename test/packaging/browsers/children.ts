import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";

const SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

/** Programs that end together, at the latest with this process. */
export class Children {
  private readonly running: ChildProcess[] = [];
  private readonly kill = () => {
    for (const { pid } of this.running) {
      try {
        if (pid !== undefined) process.kill(-pid, "SIGKILL");
      } catch {
        // The whole group has ended by itself.
      }
    }
  };
  // Of a signal alone a process would die without another word.
  private readonly exit = () => process.exit(1);

  constructor() {
    process.once("exit", this.kill);
    for (const signal of SIGNALS) process.once(signal, this.exit);
  }

  start(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    // A group of its own, for what it starts in its turn has to end with it.
    const child = spawn(program, args, { ...options, detached: true });
    this.running.push(child);
    return child;
  }

  async stop(): Promise<void> {
    const ended = this.running
      .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
      .map((child) => once(child, "exit"));
    this.kill();
    await Promise.all(ended);
    process.off("exit", this.kill);
    for (const signal of SIGNALS) process.off(signal, this.exit);
  }
}
