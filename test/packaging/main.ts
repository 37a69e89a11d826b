/**
 * The matrix: the packed package in every runtime and bundler, what the conformance suite says there,
 * and what it adds to a cold start. Writes the table of docs/runtimes.md when all of it is run.
 *
 *   npm run runtimes                        all of it
 *   npm run runtimes -- --only "Node 22"    those with all of these words in name or form
 *   npm run runtimes -- --no-cold-start     without the cold starts
 */
import { circumstances, machine, today } from "../../bench/machine.js";
import { wanted } from "../../bench/only.js";
import { readOptions, refuse } from "../../bench/options.js";
import { drawTable } from "../../bench/table.js";
import { GROUPS } from "./all.js";
import { install, uninstall } from "./install.js";
import { writePage } from "./page.js";
import { installRuntimes } from "./runners/installed.js";
import type { Installed, Runtime } from "./runtime.js";
import { HEAD, type Outcome, sections } from "./table.js";
import { goldenWords, judge, judgeThreads, wrongWithThreads } from "./verdict.js";

const options = readOptions({
  only: { type: "string", default: "" },
  "no-cold-start": { type: "boolean", default: false },
});

/** Pairs of cold starts; odd, so that there is one in the middle. */
const PAIRS = 21;

const golden = goldenWords();

async function outcome(runtime: Runtime, installed: Installed): Promise<Outcome> {
  const missing = runtime.missing();
  if (missing !== undefined) return { runtime, version: "", verdict: missing, coldStarts: [] };
  const version = await runtime.version();
  try {
    const report = await runtime.conform(installed);
    for (const failure of report.failures) console.error(`${runtime.name}: ${failure}`);
    const threaded = await runtime.threads?.(installed);
    for (const wrong of threaded ? wrongWithThreads(threaded, runtime.threadless) : []) {
      console.error(`${runtime.name}, with threads: ${wrong}`);
    }
    const threads = threaded && judgeThreads(threaded, runtime);
    const measure = !options["no-cold-start"];
    const coldStarts = (measure && (await runtime.coldStarts?.(installed, PAIRS))) || [];
    return {
      runtime,
      version,
      verdict: judge(report, golden),
      ...(threads && { threads }),
      coldStarts,
    };
  } catch (error) {
    console.error(`${runtime.name}, ${runtime.form}: ${String(error)}`);
    return { runtime, version, verdict: "failed", coldStarts: [] };
  }
}

const groups = GROUPS.map(({ title, runtimes }) => ({
  title,
  runtimes: runtimes.filter(({ name, form }) => wanted(`${name} ${form}`, options.only)),
})).filter(({ runtimes }) => runtimes.length > 0);
if (groups.length === 0) refuse(`no runtime has all of "${options.only}" in its name or form`);

installRuntimes();
const installed = install();
try {
  const done: { title: string; outcomes: Outcome[] }[] = [];
  for (const { title, runtimes } of groups) {
    const outcomes: Outcome[] = [];
    // One after the other: cold starts would slow each other.
    for (const runtime of runtimes) {
      console.error(`${runtime.name}, ${runtime.form}`);
      outcomes.push(await outcome(runtime, installed));
    }
    done.push({ title, outcomes });
  }
  const measured = options["no-cold-start"] ? "" : `; cold starts: medians of ${PAIRS} pairs`;
  const about = `${circumstances(today(), machine())}${measured}.`;
  console.log(`\n${about}\n\n${drawTable(HEAD, sections(done))}`);
  if (options.only === "" && !options["no-cold-start"]) await writePage(about, sections(done));
  const bad = done
    .flatMap(({ outcomes }) => outcomes)
    .some(({ verdict, threads }) =>
      typeof verdict === "string"
        ? verdict === "failed"
        : !verdict.faultless || threads?.faultless === false,
    );
  if (bad) process.exitCode = 1;
} finally {
  uninstall(installed);
}
