import { expect, it } from "vitest";
import { CASES } from "../conformance/threaded.js";
import { inPairs, summary } from "./cold-starts.js";
import { row } from "./table.js";
import { judge, judgeThreads, wrongWithThreads } from "./verdict.js";

const golden = { one: "1", two: "2" };

it("tells failures, other bits, and cases too few or too many", () => {
  const verdicts = [
    judge({ words: golden, failures: [] }, golden),
    judge({ words: { one: "1" }, failures: ["two: it failed"] }, golden),
    judge({ words: { one: "1", two: "3" }, failures: [] }, golden),
    judge({ words: { ...golden, three: "3" }, failures: [] }, golden),
  ];
  expect(verdicts).toEqual([
    { passed: "2 of 2", same: "2 of 2", faultless: true },
    { passed: "1 of 2", same: "1 of 2", faultless: false },
    { passed: "2 of 2", same: "1 of 2", faultless: false },
    { passed: "2 of 2", same: "2 of 2", faultless: false },
  ]);
});

it("tells threads that are missing, and such as change bits", () => {
  const same = Object.keys(CASES).length;
  const all = { same, failures: [], refusals: [] };
  const none = { ...all, refusals: ["not had: there are none here"] };
  const away = "there are none here";
  expect(wrongWithThreads(all, undefined)).toEqual([]);
  expect(wrongWithThreads(none, away)).toEqual([]);
  expect(wrongWithThreads(none, undefined)).toEqual(none.refusals);
  expect(wrongWithThreads(none, "others")).toEqual(none.refusals);
  expect(wrongWithThreads(all, away)).toEqual([`no fit says that ${away}`]);
  const other = { same: same - 1, failures: ["one: other bits"], refusals: [] };
  expect(wrongWithThreads(other, undefined)).toEqual([
    "one: other bits",
    `${same - 1} of ${same} have the same bits`,
  ]);
  expect(judgeThreads(all, {})).toEqual({ told: `${same} of ${same}`, faultless: true });
  expect(judgeThreads(none, { threadless: away })).toEqual({ told: "none", faultless: true });
});

it("measures pairs in turn, after one that is not counted", async () => {
  const started: string[] = [];
  const start = (name: string, milliseconds: number) => () => {
    started.push(name);
    return Promise.resolve(milliseconds);
  };
  const pairs = await inPairs(2, { empty: start("empty", 1), fitted: start("fitted", 4) });
  expect(pairs).toEqual(Array(2).fill({ empty: 1, fitted: 4 }));
  expect(started.join(" ")).toBe("empty fitted empty fitted fitted empty");
});

it("takes medians of each, and of the differences within pairs", () => {
  const pairs = [
    { empty: 1, fitted: 9 },
    { empty: 2, fitted: 4 },
    { empty: 5, fitted: 8 },
  ];
  expect(summary(pairs)).toEqual({ empty: 2, fitted: 8, difference: 3 });
});

it("gives a runtime a row, whether it is there or not", () => {
  const runtime = { name: "Deno", form: "import" };
  const verdict = judge({ words: golden, failures: [] }, golden);
  const threads = { told: "9 of 9", faultless: true };
  const coldStarts = [{ empty: 1, fitted: 3.25 }];
  const there = { runtime, version: "2", verdict, threads, coldStarts };
  expect(row(there).join()).toBe("Deno,2,import,2 of 2,2 of 2,9 of 9,1.0,3.3,2.3");
  const away = { runtime, version: "", verdict: "not installed", coldStarts: [] };
  expect(row(away).join()).toBe("Deno,,import,not installed,,,,,");
});
