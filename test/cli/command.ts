import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

const executable = fileURLToPath(new URL("../../cli/bin/mixtura.js", import.meta.url));

export const examples = fileURLToPath(new URL("../../examples/data/", import.meta.url));

/** Whether there is a program that gives the command a terminal. */
export const hasTerminal = process.platform === "linux" && existsSync("/usr/bin/script");

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Settings {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** What the environment has besides. */
  readonly env?: Readonly<Record<string, string>>;
  /** Closes the reading end of the command's standard output at once. */
  readonly unread?: boolean;
}

/** The last line of a comparison: a time is another each run. */
export const timeNote = /^note: the three fits took (?:\d+ ms|\d+\.\d s|\d+ min)\n/m;

/** Runs the built command as a user would, away from any terminal; how long fits took is left out. */
export async function mixtura(args: readonly string[], settings: Settings = {}): Promise<Outcome> {
  const outcome = await outcomeOf(process.execPath, [executable, ...args], settings);
  return { ...outcome, stderr: outcome.stderr.replace(timeNote, "") };
}

/** Runs what is typed in a shell that knows the built command by its name. */
export async function typed(line: string, cwd: string): Promise<Outcome> {
  const known = `mixtura() { "${process.execPath}" "${executable}" "$@"; }`;
  const outcome = await outcomeOf("/bin/sh", ["-c", `${known}\n${line}`], { cwd });
  return { ...outcome, stderr: outcome.stderr.replace(timeNote, "") };
}

function outcomeOf(
  file: string,
  args: readonly string[],
  { cwd, input = "", unread = false, env: more }: Settings,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // CI is where colour libraries like to colour what no terminal will show; not all speak Unicode.
    const usual = { CI: "true", LC_ALL: "C.UTF-8", TERM: "xterm" };
    const env = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...usual, ...more };
    const child = spawn(file, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    if (unread) child.stdout.destroy();
    else child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    // A command that ends before it has read its input closes the pipe.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** A command that is still running. */
export class Running {
  /** All that it has said so far, on both of its streams. */
  said = "";
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  private readonly waiting = new Set<() => void>();

  constructor(readonly child: ChildProcessWithoutNullStreams) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.said += text;
        for (const look of this.waiting) look();
      });
    }
    child.stdin.on("error", () => {});
    this.ended = new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal }));
    });
  }

  /** Waits for it to say something. */
  async says(what: string): Promise<void> {
    const heard = new Promise<void>((resolve) => {
      const look = () => {
        if (!this.said.includes(what)) return;
        this.waiting.delete(look);
        resolve();
      };
      this.waiting.add(look);
      look();
    });
    const over = this.ended.then(({ code, signal }) => {
      if (!this.said.includes(what)) {
        throw new Error(`ended (${code ?? signal}) before it said "${what}": ${this.said}`);
      }
    });
    await Promise.race([heard, over]);
  }
}

/** What a terminal was told, with a sign for each escape. */
export function escapesShown(text: string): string {
  return text.replaceAll("\x1b", "␛");
}

/** A temporary folder for the tests of one file, and the command running inside it. */
export function workspace() {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtura-cli-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const path = (name: string) => join(folder, name);
  return {
    path,
    write: (name: string, content: string | Uint8Array) => writeFile(path(name), content),
    read: (name: string) => readFile(path(name), "utf8"),
    mixtura: (args: readonly string[], input: string | Uint8Array = "") =>
      mixtura(args, { cwd: folder, input }),
    mixturaUnread: (args: readonly string[]) => mixtura(args, { cwd: folder, unread: true }),
    /** Starts the command, and leaves its standard input open. */
    start: (args: readonly string[]) =>
      new Running(spawn(process.execPath, [executable, ...args], { cwd: folder })),
    /** Starts it on a terminal, whose keys are the standard input. */
    startOnTerminal: (args: readonly string[], columns: number) => {
      const command = [process.execPath, executable, ...args].map((word) => `'${word}'`).join(" ");
      const line = `stty cols ${columns}; exec ${command}`;
      const env = { ...process.env, TERM: "xterm", NO_COLOR: "1" };
      return new Running(spawn("script", ["-qec", line, "/dev/null"], { cwd: folder, env }));
    },
    node: (args: readonly string[]) => outcomeOf(process.execPath, args, { cwd: folder }),
    /** Runs a line of sh, in which "$0" "$1" is the command. */
    shell: (line: string, input: string) =>
      outcomeOf("sh", ["-c", line, process.execPath, executable], { cwd: folder, input }),
    /** Fits CSV text given on standard input, and returns the JSON it prints. */
    json: async (csv: string, ...args: readonly string[]): Promise<FitJson & { notes: string }> => {
      const { code, stdout, stderr } = await mixtura(["fit", "-", "--json", ...args], {
        cwd: folder,
        input: csv,
      });
      if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
      return { ...(JSON.parse(stdout) as FitJson), notes: stderr };
    },
  };
}

/** What every algorithm prints with --json. */
export interface CommonJson {
  readonly algorithm: string;
  readonly k: number;
  readonly seed: number;
  readonly restarts: number;
  readonly rows: number;
  readonly dropped: number[];
  readonly columns: string[];
  readonly standardization: { means: number[]; scales: number[] } | null;
  readonly sizes: number[];
  readonly iterations: number;
  readonly converged: boolean;
  readonly diagnostics: { code: string; message: string }[];
  readonly labels: (number | null)[];
  readonly description?: {
    column: string;
    clusters: { value: string | null; count: number }[][];
  };
}

export interface FitJson extends CommonJson {
  readonly centroids: number[][];
  readonly inertia: number;
}
