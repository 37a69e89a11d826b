import { shape } from "../problems/problem.js";
import { median } from "../statistics.js";
import { type Column, digits, type Section } from "../table.js";
import type { Case, Results } from "./results.js";

export const STREAMS_HEAD: readonly Column[] = [
  { text: "table" },
  { text: "rows" },
  { text: "order" },
  "full fit",
  "one pass",
  "worse by, median",
  "at most",
  "told",
  "full fit, s",
  "one pass, s",
];

/** A line for each table and order: medians over seeds. */
export function streamsSections({ cases }: Results): Section[] {
  return [...new Set(cases.map(({ model }) => model))].map((title) => ({
    title,
    rows: cases.filter(({ model }) => model === title).map(row),
  }));
}

/** By how much of the full fit's objective that of one pass is worse; below 0, better. */
export function losses({ model, runs }: Case): number[] {
  const sign = model === "KMeans" ? 1 : -1;
  return runs.map(({ full, once }) => (sign * (once - full)) / Math.abs(full));
}

function row(of: Case): string[] {
  const { table, order, runs } = of;
  const worse = losses(of);
  const middle = (figure: (run: Case["runs"][number]) => number) => median(runs.map(figure));
  return [
    table,
    shape(of),
    order,
    digits.format(middle(({ full }) => full)),
    digits.format(middle(({ once }) => once)),
    percent(median(worse)),
    percent(Math.max(...worse)),
    digits.format(middle(({ told }) => told)),
    digits.format(middle(({ fullTime }) => fullTime) / 1000),
    digits.format(middle(({ onceTime }) => onceTime) / 1000),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
