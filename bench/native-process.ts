import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What one fit took, and what it reached. */
export interface Answer {
  readonly seconds: number;
  readonly objective: number;
  readonly iterations: number;
}

/** One thread, as on the other side. */
const ENVIRONMENT = {
  ...process.env,
  OMP_NUM_THREADS: "1",
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
};

/** scikit-learn in a process of its own, asked one fit at a time. */
export class Native {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** Of scikit-learn and numpy. */
  readonly versions: string;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, versions: string) {
    this.#child = child;
    this.#lines = lines;
    this.versions = versions;
  }

  /** @throws Error that says how to install what is missing */
  static async start(): Promise<Native> {
    const script = fileURLToPath(new URL("native.py", import.meta.url));
    // The system's python, whose packages `apt-get install python3-sklearn` brings.
    const child = spawn("/usr/bin/python3", [script], {
      env: ENVIRONMENT,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const failed = once(child, "error").then(([error]: unknown[]) => {
      throw new Error(`python3 does not run: ${String(error)}\n${INSTALL}`);
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await Promise.race([lines.next(), failed]);
    const greeting = JSON.parse(first.value as string) as { versions?: string; missing?: string };
    if (greeting.versions === undefined) throw new Error(`${greeting.missing}\n${INSTALL}`);
    return new Native(child, lines, greeting.versions);
  }

  /** One fit; undefined where it failed. */
  async fit(problem: object): Promise<Answer | undefined> {
    this.#child.stdin!.write(`${JSON.stringify(problem)}\n`);
    const line = await this.#lines.next();
    if (line.done === true) throw new Error("scikit-learn ended before it had answered");
    const answer = JSON.parse(line.value) as Answer | { readonly failed: string };
    return "failed" in answer ? undefined : answer;
  }

  stop(): void {
    this.#child.stdin!.end();
  }
}

const INSTALL =
  "the race needs scikit-learn from the system's packages: apt-get install python3-sklearn";
