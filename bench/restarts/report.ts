import { geometricMean } from "../statistics.js";
import type { Column, Section } from "../table.js";
import type { Expected, Results } from "./results.js";

const COLUMNS: readonly Column[] = [
  "restarts",
  "within reach",
  "median excess",
  "95 % are within",
  "agreement",
  "time",
];

export const CASE_HEAD: readonly Column[] = [{ text: "model" }, { text: "table" }, ...COLUMNS];

/** Every model of every table. */
export function caseSections({ cases }: Results): Section[] {
  return cases.map(({ model, table, n, d, k, expected }) => ({
    title: "",
    rows: expected.map((of, i) => {
      const about = `${table}, ${n.toLocaleString("en")} × ${d}, k = ${k}`;
      return [...(i === 0 ? [model, about] : ["", ""]), ...row(model, of)];
    }),
  }));
}

export const MODEL_HEAD: readonly Column[] = [{ text: "model" }, "tables", ...COLUMNS];

/** Models, each over all its tables: means, and the geometric one of times. */
export function modelSections({ cases }: Results): Section[] {
  return [...new Set(cases.map(({ model }) => model))].map((model) => {
    const group = cases.filter((one) => one.model === model);
    const rows = group[0].expected.map((_, i) => {
      const about = i === 0 ? [model, `${group.length}`] : ["", ""];
      return [...about, ...row(model, overall(group.map(({ expected }) => expected[i])))];
    });
    return { title: "", rows };
  });
}

function overall(of: readonly Expected[]): Expected {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const agreements = of.flatMap(({ agreement }) => agreement ?? []);
  return {
    restarts: of[0].restarts,
    within: mean(of.map(({ within }) => within)),
    median: mean(of.map(({ median }) => median)),
    percentile95: mean(of.map(({ percentile95 }) => percentile95)),
    agreement: agreements.length === 0 ? undefined : mean(agreements),
    time: geometricMean(of.map(({ time }) => time)),
  };
}

function row(
  model: string,
  { restarts, within, median, percentile95, agreement, time }: Expected,
): string[] {
  const excess = (value: number) =>
    model.startsWith("mixture") ? value.toFixed(4) : `${(100 * value).toFixed(2)} %`;
  return [
    `${restarts}`,
    `${(100 * within).toFixed(0)} %`,
    excess(median),
    excess(percentile95),
    agreement?.toFixed(3) ?? "",
    time.toFixed(1),
  ];
}
