import { type Column, difference, digits, type Section } from "../table.js";
import { geometricMean } from "../statistics.js";
import { counts, disagreement, GROUPS, type Heat, ratio, type Results } from "./results.js";

const RIVALS = ["plain TypeScript", "ml-kmeans", "skmeans"];

export const HEAT_HEAD: readonly Column[] = [
  { text: "n × d, k" },
  { text: "β or covariances" },
  "mixtura, ms",
  ...RIVALS.map((rival) => `${rival}, ms`),
  "iterations",
  "objectives differ",
];

/** Every heat: milliseconds of whole fits, and how many times as long as mixtura each takes. */
export function heatSections({ heats }: Results): Section[] {
  const titles = { hard: "hard k-means", soft: "soft k-means", Gaussian: "Gaussian mixtures" };
  return Object.entries(titles)
    .map(([algorithm, title]) => ({
      title,
      rows: heats.filter((heat) => heat.algorithm === algorithm).map(heatRow),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function heatRow(heat: Heat): string[] {
  const { form, n, d, k, runs } = heat;
  const own = runs.find(({ name }) => name === "mixtura")!;
  return [
    `${n.toLocaleString("en")} × ${d}, k = ${k}`,
    form,
    digits.format(own.milliseconds),
    ...RIVALS.map((rival) => {
      const run = runs.find(({ name }) => name === rival);
      if (run === undefined) return "";
      const times = counts(heat) ? `${ratio(heat, rival)!.toFixed(1)} ×` : "does not count";
      return `${digits.format(run.milliseconds)} (${times})`;
    }),
    [...new Set(runs.map(({ iterations }) => iterations))].join(", "),
    difference(disagreement(heat)),
  ];
}

export const GROUP_HEAD: readonly Column[] = [
  { text: "group" },
  { text: "against" },
  "cells",
  "geometric mean",
  "target (mean)",
  "worst",
];

/** What the groups come to, and what they are to reach. */
export function groupSections({ heats }: Results): Section[] {
  const rows = GROUPS.flatMap(({ name, rival, belongs, target }) => {
    const group = heats.filter(belongs);
    const ratios = group.filter(counts).map((heat) => ratio(heat, rival)!);
    if (ratios.length === 0) return [];
    return [
      [
        name,
        rival,
        ratios.length === group.length ? `${ratios.length}` : `${ratios.length} of ${group.length}`,
        `${geometricMean(ratios).toFixed(1)} ×`,
        target === undefined ? "" : `≥ ${target}`,
        `${Math.min(...ratios).toFixed(1)} ×`,
      ],
    ];
  });
  return [{ title: "", rows }];
}
