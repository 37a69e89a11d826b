import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect } from "vitest";
import { itWith } from "../packaging/it-with.js";

/** Whose tests `test/scikit-learn/chosen.py` chooses from. */
const VERSION = "1.2.1";

/** The system's python comes last: it has what `apt-get` brings. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** A python3 that has all that is needed. */
const python = PYTHONS.find((file) => {
  const versions = ["-c", "import pytest, sklearn; print(sklearn.__version__)"];
  const { status, stdout } = spawnSync(file, versions, { encoding: "utf8" });
  return status === 0 && stdout.trim() === VERSION;
});
const missing =
  python === undefined
    ? `no scikit-learn ${VERSION} with pytest: apt-get install python3-sklearn python3-pytest`
    : undefined;

/** What came of scikit-learn's tests; a case is a function with one set of parameters and one seed. */
interface Report {
  /** Cases that held. */
  readonly held: readonly string[];
  /** Cases that failed, and how. */
  readonly failed: Readonly<Record<string, string>>;
  /** Cases that ran not, as they asked themselves. */
  readonly skipped: readonly string[];
  /** Functions in neither list, in both, or in a list alone. */
  readonly unlisted: readonly string[];
  /** Functions that are run. */
  readonly chosen: readonly string[];
  /** How many functions there are. */
  readonly functions: number;
}

/** Longer than this it hangs. */
const LIMIT = 110_000;

function runTheirs(file: string): Promise<Report> {
  const script = fileURLToPath(new URL("../scikit-learn/run.py", import.meta.url));
  const env = {
    ...process.env,
    NODE: process.execPath,
    // One thread, but where a test asks for two.
    OMP_NUM_THREADS: "1",
    SKLEARN_RUN_FLOAT32_TESTS: "1",
    SKLEARN_TESTS_GLOBAL_RANDOM_SEED: "0-9",
  };
  return new Promise((resolve, reject) => {
    const options = { env, timeout: LIMIT, maxBuffer: 2 ** 26 };
    execFile(file, [script], options, (error, stdout, stderr) => {
      const last = stdout.trimEnd().split("\n").at(-1)!;
      if (last.startsWith("{")) resolve(JSON.parse(last) as Report);
      else reject(new Error(`${stdout}${stderr}`, { cause: error }));
    });
  });
}

describe("scikit-learn's own tests, with mixtura in its place,", () => {
  let running: Promise<Report>;

  beforeAll(async () => {
    if (python === undefined) return;
    running = runTheirs(python);
    await running;
  }, LIMIT + 10_000);

  itWith(missing, "are run or left out for a reason, each of them", async () => {
    const { unlisted, skipped } = await running;
    expect(unlisted).toEqual([]);
    expect(skipped).toEqual([]);
  });

  itWith(missing, "hold as far as they are run", async () => {
    const { held, failed, chosen, functions } = await running;
    expect(failed).toEqual({});
    const names = new Set(held.map((name) => name.replace(/\[.*/, "")));
    expect([...names].toSorted()).toEqual(chosen.toSorted());
    console.log(
      `${chosen.length} of ${functions} of scikit-learn's test functions held, in ${held.length} cases`,
    );
  });
});
