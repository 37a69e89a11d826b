import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What one fit took, and what it reached. */
export interface Answer {
  readonly seconds: number;
  readonly objective: number;
  readonly iterations: number;
}

/** n × d numbers whose classes are known. */
interface Labelled {
  readonly data: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly classes: Int32Array;
}

/** As many threads as on the other side. */
function environment(threads: number): NodeJS.ProcessEnv {
  const count = String(threads);
  const counts = { OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count };
  return { ...process.env, ...counts };
}

/** The system's python comes last: it has what `apt-get install python3-sklearn` brings. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** scikit-learn in a process of its own, asked one thing at a time. */
export class Native {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  /** Where tables pass from one side to the other. */
  readonly file: string;
  /** Of scikit-learn and numpy. */
  readonly versions: string;
  /** How many it may have. */
  readonly threads: number;

  private constructor(
    child: ChildProcess,
    lines: AsyncIterator<string>,
    file: string,
    versions: string,
    threads: number,
  ) {
    this.#child = child;
    this.#lines = lines;
    this.file = file;
    this.versions = versions;
    this.threads = threads;
  }

  /**
   * @param file where tables may be written to pass them on
   * @param threads how many it may have
   * @throws Error that says how to install what is missing
   */
  static async start(file: string, threads = 1): Promise<Native> {
    const failures: string[] = [];
    for (const python of PYTHONS) {
      const script = fileURLToPath(new URL("native.py", import.meta.url));
      const child = spawn(python, [script], {
        env: environment(threads),
        stdio: ["pipe", "pipe", "inherit"],
      });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const failed = once(child, "error").then(([error]: unknown[]) => String(error));
      const first = await Promise.race([lines.next(), failed]);
      if (typeof first === "string") {
        failures.push(`${python}: ${first}`);
        continue;
      }
      const line = first.done === true ? '{ "missing": "ended at once" }' : first.value;
      const greeting = JSON.parse(line) as { versions?: string; missing?: string };
      if (greeting.versions !== undefined) {
        return new Native(child, lines, file, greeting.versions, threads);
      }
      failures.push(`${python}: ${greeting.missing}`);
    }
    throw new Error(
      `the race needs python3 with scikit-learn: apt-get install python3-sklearn\n${failures.join("\n")}`,
    );
  }

  /** One fit to the table in the file, or what else is timed; undefined where it failed. */
  async time(
    about: "k-means" | "mixture" | "predict" | "silhouette",
    problem: object,
  ): Promise<Answer | undefined> {
    const answer = (await this.#ask(about, problem)) as Answer | { readonly failed: string };
    return "failed" in answer ? undefined : answer;
  }

  /** A table that comes with scikit-learn, row-major, and the class of each row. */
  async table(name: "breast_cancer" | "digits" | "iris" | "wine"): Promise<Labelled> {
    const shape = (await this.#ask("table", { name })) as { n: number; d: number };
    const { buffer, byteOffset, byteLength } = readFileSync(this.file);
    const all = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength));
    const size = shape.n * shape.d;
    return { ...shape, data: all.subarray(0, size), classes: Int32Array.from(all.subarray(size)) };
  }

  /** Where the photograph of a palace in China is that comes with scikit-learn. */
  async photograph(): Promise<string> {
    return ((await this.#ask("photograph")) as { path: string }).path;
  }

  stop(): void {
    this.#child.stdin!.end();
  }

  async #ask(ask: string, about: object = {}): Promise<unknown> {
    this.#child.stdin!.write(`${JSON.stringify({ ...about, ask, file: this.file })}\n`);
    const line = await this.#lines.next();
    if (line.done === true) throw new Error("scikit-learn ended before it had answered");
    return JSON.parse(line.value);
  }
}
