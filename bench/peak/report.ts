import type { Machine } from "../machine.js";
import { type Column, digits, type Section } from "../table.js";
import type { Cost, Memory } from "./fits.js";

/** What was measured, as bench/results/peak.json keeps it. */
export interface Results {
  readonly date: string;
  readonly machine: Machine;
  readonly kernels: readonly {
    readonly name: string;
    readonly lane: string;
    /** Whether a coordinate takes a subtraction beside its multiply-add. */
    readonly subtracts: boolean;
    readonly d: number;
    readonly k: number;
    /** GFLOP/s of multiply-adds in registers. */
    readonly peak: number;
    /** Coordinates of distances a nanosecond. */
    readonly coordinates: number;
    /** The median of the rounds' coordinates / peak. */
    readonly share: number;
  }[];
  readonly costs: readonly Cost[];
  readonly memory: readonly Memory[];
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

export const KERNEL_HEAD: readonly Column[] = [
  { text: "kernel" },
  { text: "lane" },
  "d",
  "k",
  "peak",
  "multiply-adds",
  "share of peak",
  "with subtractions",
  "share with them",
];

export function kernelSections({ kernels }: Results): Section[] {
  const rows = kernels
    .toSorted((a, b) => a.lane.localeCompare(b.lane) || a.name.localeCompare(b.name))
    .map(({ name, lane, subtracts, d, k, peak, coordinates, share }) => [
      name,
      lane,
      `${d}`,
      `${k}`,
      digits.format(peak),
      digits.format(2 * coordinates),
      percent(2 * share),
      subtracts ? digits.format(3 * coordinates) : "",
      subtracts ? percent(3 * share) : "",
    ]);
  return [{ title: "", rows }];
}

export const COST_HEAD = ["n", "ns / point and iteration", "against the smallest n"];

export function costSections({ costs }: Results): Section[] {
  const rows = costs.map(({ n, nanoseconds }) => [
    n.toLocaleString("en"),
    digits.format(nanoseconds),
    (nanoseconds / costs[0].nanoseconds).toFixed(2),
  ]);
  return [{ title: "", rows }];
}

export const MEMORY_HEAD: readonly Column[] = [
  { text: "model" },
  { text: "precision" },
  "d",
  "× the data's bytes",
];

export function memorySections({ memory }: Results): Section[] {
  const rows = memory
    .toSorted(
      (a, b) =>
        a.model.localeCompare(b.model) || a.precision.localeCompare(b.precision) || a.d - b.d,
    )
    .map(({ model, precision, d, multiple }) => [model, precision, `${d}`, multiple.toFixed(2)]);
  return [{ title: "", rows }];
}
