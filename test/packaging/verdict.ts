import { readFileSync } from "node:fs";
import type { Report } from "./runtime.js";

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
