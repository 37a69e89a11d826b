import { type Column, type Section } from "../../bench/table.js";
import { summary } from "./cold-starts.js";
import type { ColdStart, Runtime } from "./runtime.js";
import type { judgeThreads, Verdict } from "./verdict.js";

/** What came of one runtime. */
export interface Outcome {
  readonly runtime: Pick<Runtime, "name" | "form">;
  /** Empty where it is not there. */
  readonly version: string;
  /** Or why there is none. */
  readonly verdict: Verdict | string;
  /** Undefined where it is not there, or failed. */
  readonly threads?: ReturnType<typeof judgeThreads>;
  readonly coldStarts: readonly ColdStart[];
}

export const HEAD: readonly Column[] = [
  { text: "runtime" },
  "version",
  { text: "how it gets in" },
  "cases passed",
  "same bits",
  "with threads",
  "empty (ms)",
  "with mixtura",
  "difference",
];

/** Milliseconds, to what the clock and the weather let one tell. */
const milliseconds = (value: number) => value.toFixed(1);

export function row({ runtime, version, verdict, threads, coldStarts }: Outcome): string[] {
  const judged =
    typeof verdict === "string" ? [verdict.split("\n")[0], ""] : [verdict.passed, verdict.same];
  const { empty, fitted, difference } = summary(coldStarts);
  const starts =
    coldStarts.length === 0 ? ["", "", ""] : [empty, fitted, difference].map(milliseconds);
  return [runtime.name, version, runtime.form, ...judged, threads?.told ?? "", ...starts];
}

export function sections(
  groups: readonly { readonly title: string; readonly outcomes: readonly Outcome[] }[],
): Section[] {
  return groups.map(({ title, outcomes }) => ({ title, rows: outcomes.map(row) }));
}
