import { shape } from "../problems/problem.js";
import { median } from "../statistics.js";
import { type Column, digits, type Section } from "../table.js";
import type { Measured, Results } from "./results.js";

export const THREADS_HEAD: readonly Column[] = [
  { text: "fit" },
  "iterations",
  "one thread, s",
  "two threads, s",
  "times as fast",
  "processors, one, s",
  "processors, two, s",
  "two free cores",
];

/** A line for each fit: medians over rounds, by the clock and of processors. */
export function threadsSections({ fits }: Results): Section[] {
  return [...new Set(fits.map(shape))].map((title) => ({
    title,
    rows: fits.filter((fit) => shape(fit) === title).map(row),
  }));
}

function row({ name, iterations, one, two }: Measured): string[] {
  return [
    name,
    `${iterations}`,
    seconds(one.clock),
    seconds(two.clock),
    times(one.clock, two.clock),
    seconds(one.processors),
    seconds(two.processors),
    times(
      one.processors,
      two.processors.map((total) => total / 2),
    ),
  ];
}

function seconds(milliseconds: readonly number[]): string {
  return digits.format(median(milliseconds) / 1000);
}

/** The median of the rounds' ratios. */
function times(one: readonly number[], two: readonly number[]): string {
  return `${median(one.map((time, round) => time / two[round])).toFixed(2)} ×`;
}
