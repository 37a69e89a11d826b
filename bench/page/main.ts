/**
 * What a fit leaves of a page: the longest task in Chromium from its call to its answer, and the
 * gaps between frames.
 *
 *   npm run bench:page              2,000,000 × 8
 *   npm run bench:page -- --quick   little of it: does it run?
 *   npm run bench:page -- --only "threads: 2"   those with all of these words
 */
import { fileURLToPath } from "node:url";
import { chromium, launch } from "../../test/packaging/browsers/chromium.js";
import { PATIENCE, said } from "../../test/packaging/browsers/engine.js";
import { fileIn, serve } from "../../test/packaging/browsers/server.js";
import { circumstances, machine, today } from "../machine.js";
import { wanted } from "../only.js";
import { readOptions, refuse } from "../options.js";
import { median } from "../statistics.js";
import { type Column, drawTable } from "../table.js";

const { quick, only } = readOptions({
  quick: { type: "boolean", default: false },
  only: { type: "string", default: "" },
});

const missing = chromium.missing();
if (missing !== undefined) refuse(missing);

/** A fit, and how it is run. */
interface Fit {
  readonly name: string;
  readonly model: "KMeans" | "GaussianMixture";
  readonly weighted?: boolean;
  readonly options: object;
}

/** As bench/page/page.js has it. */
interface Watched {
  readonly milliseconds: number;
  readonly tasks: readonly number[];
  readonly gaps: readonly number[];
  readonly refusals: readonly string[];
}

const [N, D, ROUNDS] = quick ? [20_000, 8, 1] : [2_000_000, 8, 3];

const FITS: readonly Fit[] = [
  { name: "k-means", model: "KMeans", options: { k: 16 } },
  {
    name: "k-means, 3 restarts",
    model: "KMeans",
    options: { k: 16, start: "k-means++", restarts: 3, maxIterations: 40 },
  },
  {
    name: "full mixture, 4 iterations",
    model: "GaussianMixture",
    options: { k: 16, covariance: "full", maxIterations: 4 },
  },
  {
    name: "the same, weights, a fifth 0",
    model: "GaussianMixture",
    weighted: true,
    options: { k: 16, covariance: "full", maxIterations: 4 },
  },
];

const WAYS = [
  { name: "fit", how: "fit", options: {} },
  { name: "fitAsync", how: "fitAsync", options: {} },
  { name: "fitAsync, threads: 2", how: "fitAsync", options: { threads: 2 } },
] as const;

const root = fileURLToPath(new URL("../..", import.meta.url));
const PAGE = `<!doctype html>
<script type="importmap">{ "imports": { "mixtura": "/dist/index.js" } }</script>
<script type="module" src="/bench/page/page.js"></script>
`;

/** A fit in a page of its own, so that no other has left anything behind. */
async function watched(fit: Fit, way: (typeof WAYS)[number]): Promise<Watched> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  try {
    await page.goto(server.origin);
    await page.waitForFunction(said);
    const options = { ...fit.options, ...way.options };
    const task = { ...fit, n: N, d: D, how: way.how, options };
    return await Promise.race([
      page.evaluate(
        (what) => (globalThis as unknown as { watch(what: object): Promise<Watched> }).watch(what),
        task,
      ),
      new Promise<never>((_, reject) => {
        const late = () => reject(new Error(`${fit.name}, ${way.name}: no answer in 2 minutes`));
        setTimeout(late, 120_000).unref();
      }),
    ]);
  } finally {
    await page.close();
  }
}

const HEAD: readonly Column[] = [
  { text: "fit" },
  { text: "how" },
  "s",
  "tasks of 50 ms",
  "longest (ms)",
  "frame gap, median",
  "largest",
];

const server = await serve((path) => (path === "/" ? { html: PAGE } : fileIn(root, path)));
const browser = await launch();
try {
  const rows: string[][] = [];
  for (const fit of FITS) {
    for (const way of WAYS.filter(({ name }) => wanted(`${fit.name} ${name}`, only))) {
      console.error(`${fit.name}, ${way.name}`);
      const rounds: Watched[] = [];
      while (rounds.length < ROUNDS) rounds.push(await watched(fit, way));
      const refusal = rounds.flatMap(({ refusals }) => refusals)[0] as string | undefined;
      if (refusal !== undefined) throw new Error(refusal);
      const gaps = rounds.flatMap((round) => round.gaps);
      const tasks = rounds.flatMap((round) => round.tasks);
      rows.push([
        fit.name,
        way.name,
        (median(rounds.map(({ milliseconds }) => milliseconds)) / 1e3).toFixed(1),
        String(tasks.length),
        tasks.length === 0 ? "–" : String(Math.max(...tasks)),
        median(gaps).toFixed(0),
        Math.max(...gaps).toFixed(0),
      ]);
    }
  }
  const about = `${circumstances(today(), machine())}, Chromium ${browser.version()}`;
  console.log(`\n${about}; ${N} × ${D}, float64, ${ROUNDS} rounds each.\n`);
  console.log(drawTable(HEAD, [{ title: "", rows }]));
} finally {
  await browser.close();
  await server.close();
}
