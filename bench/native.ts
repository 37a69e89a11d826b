/**
 * The race against scikit-learn, one thread each: whole fits, with the data handed over as a
 * typed array and as a numpy array, from the same rows, stopped after the same number of
 * iterations. Both sides run in turn; what counts is the median of the ratios of a round.
 *
 *   npm run bench:native              the whole race, and bench/results/native.json
 *   npm run bench:native -- --quick   small problems, few rounds: does it run?
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { GaussianMixture, KMeans, type Precision } from "mixtura";
import { shapes, type Table, table } from "./native-data.js";
import { type Answer, Native } from "./native-process.js";
import { circumstances, digits } from "./race.js";
import { drawTable } from "./table.js";

const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;

const ROUNDS = quick ? 1 : 3;
const PRECISIONS = ["float64", "float32"] as const;
const COVARIANCES = ["spherical", "diagonal", "tied", "full"] as const;

/** One cell of the table. */
interface Cell {
  readonly algorithm: string;
  readonly kind: string;
  readonly shape: string;
  readonly precision: Precision;
  readonly milliseconds: number;
  /** null where scikit-learn failed. */
  readonly native: number | null;
  readonly ratio: number | null;
  /** How far apart the objectives are, relative to them. */
  readonly difference: number | null;
}

type Fit = () => Answer;

function timed(fit: () => { objective: number; iterations: number }): Answer {
  const began = performance.now();
  const { objective, iterations } = fit();
  return { seconds: (performance.now() - began) / 1000, objective, iterations };
}

function points({ data, n, d }: Table, precision: Precision) {
  return { data: precision === "float64" ? data : Float32Array.from(data), shape: [n, d] };
}

function startOf({ data, d, rows }: Table, precision: Precision): number[][] {
  const round = precision === "float64" ? Number : Math.fround;
  return rows.map((row) => Array.from(data.subarray(row * d, (row + 1) * d), round));
}

function ownKMeans(of: Table, precision: Precision): Fit {
  const options = {
    k: of.k,
    start: { centroids: startOf(of, precision) },
    maxIterations: 25,
    tolerance: 0,
  };
  const given = points(of, precision);
  return () =>
    timed(() => {
      const { inertia: objective, iterations } = KMeans.fit(given, options);
      return { objective, iterations };
    });
}

function ownMixture(
  of: Table,
  precision: Precision,
  covariance: (typeof COVARIANCES)[number],
): Fit {
  const means = startOf(of, precision);
  const identity = means[0].map((_, i) => means[0].map((_, j) => Number(i === j)));
  const covariances = {
    spherical: means.map(() => 1),
    diagonal: means.map((m) => m.map(() => 1)),
    tied: identity,
    full: means.map(() => identity),
  }[covariance] as never;
  const options = {
    k: of.k,
    covariance,
    regularization: 0,
    start: { weights: means.map(() => 1 / of.k), means, covariances },
    maxIterations: 10,
    tolerance: 0,
  };
  const given = points(of, precision);
  return () =>
    timed(() => {
      const { logLikelihood: objective, iterations } = GaussianMixture.fit(given, options);
      return { objective, iterations };
    });
}

const native = await Native.start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
const folder = mkdtempSync(join(tmpdir(), "mixtura-bench-"));

/** Races one problem; of several native algorithms the fastest of a round counts. */
async function race(
  of: Table,
  precision: Precision,
  algorithm: string,
  own: Fit,
  rivals: readonly string[],
  iterations: number,
): Promise<Cell> {
  const file = join(folder, "points");
  writeFileSync(file, points(of, precision).data);
  const type = precision === "float64" ? "f8" : "f4";
  const problem = { file, type, dimensions: of.d, rows: of.rows, iterations };
  own();
  const cell = {
    algorithm,
    kind: of.kind,
    shape: `${of.n.toLocaleString("en")} × ${of.d}, k = ${of.k}`,
    precision,
  };
  const rounds: { own: Answer; native: Answer }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const mine = own();
    const answers: Answer[] = [];
    for (const rival of rivals) {
      const answer = await native.fit({ ...problem, algorithm: rival });
      if (answer !== undefined) answers.push(answer);
    }
    if (answers.length === 0) {
      const milliseconds = 1000 * mine.seconds;
      return { ...cell, milliseconds, native: null, ratio: null, difference: null };
    }
    rounds.push({ own: mine, native: answers.reduce((a, b) => (b.seconds < a.seconds ? b : a)) });
  }
  const last = rounds.at(-1)!;
  return {
    ...cell,
    milliseconds: 1000 * median(rounds.map(({ own: { seconds } }) => seconds)),
    native: 1000 * median(rounds.map(({ native: { seconds } }) => seconds)),
    ratio: median(rounds.map((round) => round.native.seconds / round.own.seconds)),
    difference: Math.abs(last.own.objective / last.native.objective - 1),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Where both reached the same objective the ratio counts. */
function counts({ precision, difference }: Cell): boolean {
  return difference !== null && difference <= (precision === "float64" ? 1e-9 : 1e-3);
}

async function cells(): Promise<Cell[]> {
  const all: Cell[] = [];
  for (const precision of PRECISIONS) {
    for (const kind of ["blobs", "noise"] as const) {
      for (const shape of shapes("k-means", quick)) {
        const of = table(kind, ...shape);
        process.stderr.write(`k-means, ${kind}, ${shape.join(" × ")}, ${precision}\n`);
        const rivals = ["lloyd", "elkan"];
        all.push(await race(of, precision, "k-means", ownKMeans(of, precision), rivals, 25));
      }
    }
    for (const shape of shapes("mixtures", quick)) {
      const of = table("blobs", ...shape);
      for (const covariance of COVARIANCES) {
        process.stderr.write(`${covariance}, ${shape.join(" × ")}, ${precision}\n`);
        const own = ownMixture(of, precision, covariance);
        const rival = covariance === "diagonal" ? "diag" : covariance;
        all.push(await race(of, precision, covariance, own, [rival], 10));
      }
    }
  }
  return all;
}

/** What a group of cells comes to, of one precision. */
function summary(all: readonly Cell[], precision: Precision): string[][] {
  const groups: [string, (cell: Cell) => boolean][] = [
    ["k-means, blobs", ({ algorithm, kind }) => algorithm === "k-means" && kind === "blobs"],
    ["k-means, noise", ({ algorithm, kind }) => algorithm === "k-means" && kind === "noise"],
    ["spherical and diagonal", ({ algorithm }) => /spherical|diagonal/.test(algorithm)],
    ["tied and full", ({ algorithm }) => /tied|full/.test(algorithm)],
  ];
  return groups.map(([name, belongs]) => {
    const ratios = all
      .filter((cell) => cell.precision === precision && belongs(cell) && counts(cell))
      .map(({ ratio }) => ratio!);
    const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
    const worst = Math.min(...ratios);
    return [name, precision, `${mean.toFixed(2)} ×`, `${worst.toFixed(2)} ×`, `${ratios.length}`];
  });
}

try {
  const all = await cells();
  const rows = all.map((cell) => [
    `${cell.algorithm}, ${cell.kind}`,
    `${cell.shape}, ${cell.precision}`,
    digits.format(cell.milliseconds),
    cell.native === null ? "fails" : digits.format(cell.native),
    counts(cell) ? `${cell.ratio!.toFixed(2)} ×` : "does not count",
    cell.difference === null ? "" : cell.difference.toExponential(0),
  ]);
  const head = ["", "n × d, k", "mixtura, ms", "scikit-learn, ms", "ratio", "objectives differ by"];
  console.log(`Whole fits on one thread, ${native.versions}. ${circumstances()}.
Above 1 mixtura is the faster one; medians of ${ROUNDS} rounds.
`);
  console.log(drawTable(head, rows));
  const sums = PRECISIONS.flatMap((precision) => summary(all, precision));
  console.log(`\n${drawTable(["", "", "geometric mean", "worst", "cells"], sums)}`);
  if (!quick) {
    const machine = {
      processor: cpus()[0]?.model,
      cores: cpus().length,
      memory: totalmem(),
      node: process.versions.node,
    };
    const date = new Date().toISOString().slice(0, 10);
    const result = { date, machine, native: native.versions, rounds: ROUNDS, cells: all };
    const target = fileURLToPath(new URL("results/native.json", import.meta.url));
    writeFileSync(target, `${JSON.stringify(result, null, 2)}\n`);
  }
} finally {
  native.stop();
  rmSync(folder, { recursive: true });
}
