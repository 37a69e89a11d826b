import { type Column, difference, digits, type Section } from "../table.js";
import { geometricMean, median } from "../statistics.js";
import { counts, GROUPS, type Measured, ratio, type Results } from "./results.js";

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
  const { algorithm, kind, shape, rival, own, theirs, iterations } = cell;
  const name = algorithm === "k-means" ? kind : algorithm;
  if (rival === null) return [shape, name, digits.format(median(own)), "fails", "", "", "", ""];
  const ratios = own.map((milliseconds, round) => theirs[round] / milliseconds);
  const range = [Math.min(...ratios), Math.max(...ratios)].map((value) => value.toFixed(2));
  return [
    shape,
    name,
    digits.format(median(own)),
    // Of its two ways of k-means the faster one.
    `${algorithm === "k-means" ? `${rival} ` : ""}${digits.format(median(theirs))}`,
    counts(cell) ? `${ratio(cell).toFixed(2)} ×` : "does not count",
    range.join("–"),
    [...new Set(iterations)].join(" and "),
    difference(cell.difference!),
  ];
}

export const SUMMARY_HEAD: readonly Column[] = [
  { text: "group" },
  { text: "precision" },
  "cells",
  "geometric mean",
  "target (mean)",
  "worst",
  "target (worst)",
  { text: "worst cell" },
];

/** What the groups come to. */
export function summarySections({ cells }: Results): Section[] {
  return PRECISIONS.map((precision) => ({
    title: "",
    rows: GROUPS.flatMap(({ name, belongs, mean, worst }) => {
      const group = cells.filter((cell) => cell.precision === precision && belongs(cell));
      const valid = group.filter(counts).toSorted((a, b) => ratio(a) - ratio(b));
      if (valid.length === 0) return [];
      const target = (least: number) => (precision === "float64" ? `≥ ${least}` : "");
      const { algorithm, kind, shape } = valid[0];
      return [
        [
          name,
          precision,
          valid.length === group.length ? `${valid.length}` : `${valid.length} of ${group.length}`,
          `${geometricMean(valid.map(ratio)).toFixed(2)} ×`,
          target(mean),
          `${ratio(valid[0]).toFixed(2)} ×`,
          target(worst),
          `${algorithm === "k-means" ? kind : algorithm}, ${shape}`,
        ],
      ];
    }),
  })).filter(({ rows }) => rows.length > 0);
}
