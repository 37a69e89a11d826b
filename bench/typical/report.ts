import { shape } from "../problems/problem.js";
import { median } from "../statistics.js";
import type { Column, Section } from "../table.js";
import type { Results } from "./results.js";

export const TYPICAL_HEAD: readonly Column[] = [
  { text: "your n × d, k" },
  { text: "fit" },
  "about",
  { text: "here of" },
  "iterations",
];

/** A line for each ordinary fit: medians over seeds. */
export function typicalSections({ fits }: Results): Section[] {
  const rows = fits.map((fit) => [
    shape(fit),
    fit.model,
    `${about(median(fit.milliseconds))} ms`,
    fit.kind,
    `${median(fit.iterations)}`,
  ]);
  return [{ title: "", rows }];
}

/** Two digits are as many as anybody's own machine and data will confirm. */
export function about(milliseconds: number): string {
  return Number(milliseconds.toPrecision(2)).toLocaleString("en");
}
