import { type Column, difference, digits, type Section } from "../table.js";
import { geometricMean, median } from "../statistics.js";
import { shape } from "../problems/problem.js";
import type { Cell } from "./cells.js";
import {
  counts,
  type Group,
  GROUPS,
  isDrawn,
  type Measured,
  ONE_THREAD,
  ratio,
  type Results,
} from "./results.js";

const PRECISIONS = ["float64", "float32"] as const;

export const CELL_HEAD: readonly Column[] = [
  { text: "n × d, k" },
  { text: "data or covariances" },
  "mixtura, ms",
  "scikit-learn, ms",
  "times as fast",
  "range of rounds",
  "iterations",
  "objectives differ",
];

/** Every cell, group by group. */
export function cellSections({ cells }: Results): Section[] {
  return PRECISIONS.flatMap((precision) =>
    GROUPS.map(({ name, belongs }) => ({
      title: `${name}, ${precision}`,
      rows: cells.filter((cell) => cell.precision === precision && belongs(cell)).map(cellRow),
    })),
  ).filter(({ rows }) => rows.length > 0);
}

function cellRow(cell: Measured): string[] {
  const { algorithm, rival, own, theirs, iterations } = cell;
  const [sizes, name] = [shape(cell), about(cell)];
  if (rival === null) return [sizes, name, digits.format(median(own)), "fails", "", "", "", ""];
  const ratios = own.map((milliseconds, round) => theirs[round] / milliseconds);
  const range = [Math.min(...ratios), Math.max(...ratios)].map((value) => value.toFixed(2));
  return [
    sizes,
    name,
    digits.format(median(own)),
    `${way(algorithm, rival)}${digits.format(median(theirs))}`,
    counts(cell) ? `${ratio(cell).toFixed(2)} ×` : "does not count",
    range.join("–"),
    [...new Set(iterations)].join(" and "),
    isDrawn(cell) ? signedPercent(cell.difference!) : difference(cell.difference!),
  ];
}

/** Of its two ways of k-means the faster one, and one thread where that is faster than two. */
function way(algorithm: string, rival: string): string {
  if (algorithm.startsWith("k-means")) return `${rival} `;
  return rival.endsWith(ONE_THREAD) ? "one thread " : "";
}

/** What tells a cell from others of its group that have the same shape. */
function about({ algorithm, kind }: Cell): string {
  if (algorithm.startsWith("k-means")) return kind;
  return algorithm;
}

/** How much higher our mean inertia is than theirs, in percent. */
function signedPercent(share: number): string {
  return `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)} %`;
}

const GROUP: Column = { text: "group" };
const PRECISION: Column = { text: "precision" };
const WORST_CELL: Column = { text: "worst cell" };

export const SUMMARY_HEAD: readonly Column[] = [
  ...[GROUP, PRECISION, "cells", "geometric mean"],
  ...["target (mean)", "worst", "target (worst)", WORST_CELL],
];

/** {@link SUMMARY_HEAD} without targets, which are none of a user's business. */
export const RESULTS_HEAD: readonly Column[] = [
  ...[GROUP, PRECISION, "cells", "geometric mean", "worst", WORST_CELL],
];

/** What the groups come to, and what they are to reach. */
export function summarySections(results: Results): Section[] {
  return sectionsOf(results, (found, target) => [
    found.mean,
    target === undefined ? "" : `≥ ${target.mean}`,
    found.worst,
    target === undefined ? "" : `≥ ${target.worst}`,
  ]);
}

/** What the groups come to. */
export function resultSections(results: Results): Section[] {
  return sectionsOf(results, ({ mean, worst }) => [mean, worst]);
}

function sectionsOf(
  { cells }: Results,
  figures: (found: { mean: string; worst: string }, target: Group["target"]) => string[],
): Section[] {
  return PRECISIONS.map((precision) => ({
    title: "",
    rows: GROUPS.flatMap(({ name, belongs, target }) => {
      const group = cells.filter((cell) => cell.precision === precision && belongs(cell));
      const valid = group.filter(counts).toSorted((a, b) => ratio(a) - ratio(b));
      if (valid.length === 0) return [];
      const mean = `${geometricMean(valid.map(ratio)).toFixed(2)} ×`;
      const worst = `${ratio(valid[0]).toFixed(2)} ×`;
      return [
        [
          name,
          precision,
          valid.length === group.length ? `${valid.length}` : `${valid.length} of ${group.length}`,
          ...figures({ mean, worst }, precision === "float64" ? target : undefined),
          `${about(valid[0])}, ${shape(valid[0])}`,
        ],
      ];
    }),
  })).filter(({ rows }) => rows.length > 0);
}
