import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CODE = fileURLToPath(new URL("worker.ts", import.meta.url));

/** Worker processes of one thread each, that hear of no others: they have a prefix of their own. */
export class Workers {
  readonly prefix: string;
  readonly #processes: ChildProcess[];

  private constructor(prefix: string, processes: ChildProcess[]) {
    this.prefix = prefix;
    this.#processes = processes;
  }

  /**
   * Starts as many as there are to be, and waits until they are ready.
   *
   * @param redis URL
   * @param data the folder that they may read
   */
  static async start(redis: string, data: string, count: number): Promise<Workers> {
    const prefix = `bench-${++prefixes}`;
    const processes = Array.from({ length: count }, () => fork(CODE, [redis, prefix, data]));
    await Promise.all(processes.map((one) => once(one, "message")));
    return new Workers(prefix, processes);
  }

  get count(): number {
    return this.#processes.length;
  }

  /** Takes one away as a failing machine would: at once, and without a word. */
  async kill(): Promise<void> {
    await end(this.#processes.shift()!);
  }

  /** Milliseconds that each has spent on processors so far. */
  async spent(): Promise<number[]> {
    return await Promise.all(
      this.#processes.map(async (one) => {
        const told = once(one, "message") as Promise<[number]>;
        one.send("spent");
        return (await told)[0];
      }),
    );
  }

  /** Ends them all. */
  async end(): Promise<void> {
    await Promise.all(this.#processes.map(end));
  }
}

let prefixes = 0;

async function end(one: ChildProcess): Promise<void> {
  const ended = once(one, "exit");
  one.kill("SIGKILL");
  await ended;
}
