import { execFile } from "node:child_process";

/** A process that does not end in so many milliseconds hangs. */
const LIMIT = 300_000;

/**
 * What a program's surroundings are: its folder, and nothing of the settings of whoever runs the
 * tests. Caches go into the folder, and away with it.
 */
export function surroundings(folder: string) {
  return {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: folder, TMPDIR: folder, DENO_NO_UPDATE_CHECK: "1" },
  };
}

/** Runs a program to its end in `folder`, and gives what it printed. */
export function run(file: string, args: readonly string[], folder: string): Promise<string> {
  const options = { ...surroundings(folder), timeout: LIMIT, maxBuffer: 2 ** 26 };
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${[file, ...args].join(" ")}\n${stdout}${stderr}`, { cause: error }));
    });
  });
}
