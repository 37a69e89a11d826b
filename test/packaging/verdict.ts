import { readFileSync } from "node:fs";
import { CASES } from "../conformance/threaded.js";
import type { Report, Runtime, Threaded } from "./runtime.js";

/** The words that every runtime has to arrive at. */
export function goldenWords(): Record<string, string> {
  const place = new URL("../conformance/words.json", import.meta.url);
  return JSON.parse(readFileSync(place, "utf8")) as Record<string, string>;
}

/** "63 of 63". */
const share = (count: number, of: number) => `${Math.max(count, 0)} of ${of}`;

export interface Verdict {
  /** How many cases went well. */
  readonly passed: string;
  /** How many came to the same bits as everywhere. */
  readonly same: string;
  readonly faultless: boolean;
}

export function judge({ words, failures }: Report, golden: Report["words"]): Verdict {
  const names = Object.keys(golden);
  const same = names.filter((name) => words[name] === golden[name]).length;
  const strangers = Object.keys(words).filter((name) => !(name in golden)).length;
  return {
    passed: share(names.length - failures.length, names.length),
    same: share(same, names.length),
    faultless: failures.length === 0 && same === names.length && strangers === 0,
  };
}

/** How many cases with threads there are. */
const THREADED = Object.keys(CASES).length;

/**
 * What is wrong with fits with threads, a line each.
 *
 * @param threadless why there are none to be had, in words of the fit's; undefined where there are
 */
export function wrongWithThreads(
  { same, failures, refusals }: Threaded,
  threadless: string | undefined,
): string[] {
  const wrong = [...failures];
  if (same !== THREADED) wrong.push(`${share(same, THREADED)} have the same bits`);
  if (threadless === undefined) wrong.push(...refusals);
  else if (refusals.length === 0) wrong.push(`no fit says that ${threadless}`);
  else wrong.push(...refusals.filter((refusal) => !refusal.includes(threadless)));
  return wrong;
}

/** The same in a cell of the table. */
export function judgeThreads(
  threaded: Threaded,
  { threadless }: Pick<Runtime, "threadless">,
): { readonly told: string; readonly faultless: boolean } {
  const faultless = wrongWithThreads(threaded, threadless).length === 0;
  const told = threadless === undefined || !faultless ? share(threaded.same, THREADED) : "none";
  return { told, faultless };
}
