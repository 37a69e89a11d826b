/** What the README and the recipes quote of the races: a row for what readers have in mind. */
import type { Results as JavaScriptResults } from "./javascript/results.js";
import * as javascript from "./javascript/results.js";
import type { Measured, Results as NativeResults } from "./native/results.js";
import * as native from "./native/results.js";
import { type Kind, shape } from "./problems/problem.js";
import { geometricMean, median } from "./statistics.js";
import type { Column, Section } from "./table.js";
import { about } from "./typical/report.js";
import type { Results as TypicalResults } from "./typical/results.js";

export const FIT_HEAD: readonly Column[] = [{ text: "n × d, k" }, { text: "fit" }, "takes"];

/** How long the ordinary fits to data of this kind take. */
export function fitSections({ fits }: TypicalResults, kind: Kind): Section[] {
  const rows = fits
    .filter((fit) => fit.kind === kind)
    .map((fit) => [shape(fit), fit.model, `${about(median(fit.milliseconds))} ms`]);
  return [{ title: "", rows }];
}

/** How long the one ordinary fit to data of this kind takes. */
export function fitTime({ fits }: TypicalResults, kind: Kind): string {
  const { milliseconds } = fits.find((fit) => fit.kind === kind)!;
  return `${about(median(milliseconds))} ms`;
}

export const SPEED_HEAD: readonly Column[] = [
  { text: "against" },
  { text: "what" },
  "cells",
  "times as fast",
  "worst",
];

/** Groups of the race against scikit-learn, float64 on one thread each. */
const NATIVE_GROUPS = [
  "k-means, d ≤ 4, blobs and real data",
  "k-means, d ≥ 8, blobs and real data",
  "k-means, default start",
  "mixtures, spherical and diagonal",
  "mixtures, tied and full",
];

/** A line for each group: geometric means, and the cell in which mixtura does worst. */
export function speedSections(
  onOne: NativeResults,
  onTwo: NativeResults,
  js: JavaScriptResults,
): Section[] {
  const nativeRow = (
    { cells }: NativeResults,
    what: string,
    belongs: (of: Measured) => boolean,
  ) => {
    const group = cells.filter((cell) => cell.precision === "float64" && belongs(cell));
    const ratios = group.filter(native.counts).map(native.ratio);
    return lineOf("scikit-learn", what, ratios, group.length);
  };
  const hardRow = (rival: string) => {
    const heats = js.heats.filter(({ algorithm }) => algorithm === "hard");
    const ratios = heats.filter(javascript.counts).map((heat) => javascript.ratio(heat, rival)!);
    return lineOf(rival, "k-means", ratios, heats.length);
  };
  const groups = native.GROUPS.filter(({ name }) => NATIVE_GROUPS.includes(name));
  const rows = [
    ...groups.map(({ name, belongs }) => nativeRow(onOne, name, belongs)),
    nativeRow(
      onTwo,
      "`predict`, 16 columns, two threads each",
      ({ algorithm, d }) => algorithm === "predict" && d === 16,
    ),
    hardRow("ml-kmeans"),
    hardRow("skmeans"),
  ];
  return [{ title: "", rows }];
}

function lineOf(against: string, what: string, ratios: readonly number[], cells: number): string[] {
  const figures = [geometricMean(ratios), Math.min(...ratios)];
  return [
    against,
    what,
    ratios.length === cells ? `${cells}` : `${ratios.length} of ${cells}`,
    ...figures.map((value) => `${value.toFixed(1)} ×`),
  ];
}
