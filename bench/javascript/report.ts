import { difference, digits, type Section } from "../table.js";
import { geometricMean } from "../statistics.js";
import { GROUPS, type Heat, ratio, type Results } from "./results.js";

const RIVALS = ["plain TypeScript", "ml-kmeans", "skmeans"];

export const HEAT_HEAD = ["n × d, k", "", "mixtura", ...RIVALS, "iterations", "objectives differ"];

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
      return `${digits.format(run.milliseconds)} (${ratio(heat, rival)!.toFixed(1)} ×)`;
    }),
    [...new Set(runs.map(({ iterations }) => iterations))].join(", "),
    difference(Math.max(...runs.map(({ objective }) => Math.abs(objective / own.objective - 1)))),
  ];
}

export const GROUP_HEAD = ["group", "against", "heats", "geometric mean", "target", "worst"];

/** What the groups come to. */
export function groupSections({ heats }: Results): Section[] {
  const rows = GROUPS.flatMap(({ name, rival, belongs, target }) => {
    const ratios = heats.filter(belongs).map((heat) => ratio(heat, rival)!);
    if (ratios.length === 0) return [];
    return [
      [
        name,
        rival,
        `${ratios.length}`,
        `${geometricMean(ratios).toFixed(1)} ×`,
        target === undefined ? "" : `≥ ${target}`,
        `${Math.min(...ratios).toFixed(1)} ×`,
      ],
    ];
  });
  return [{ title: "", rows }];
}
