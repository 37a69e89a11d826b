import { describe, expect, inject, it } from "vitest";
import { GROUPS } from "./all.js";
import { goldenWords } from "./verdict.js";

const installed = inject("installed");
const golden = goldenWords();
const runtimes = GROUPS.flatMap((group) => group.runtimes);
const named = runtimes.map((runtime) => [`${runtime.name}, ${runtime.form}`, runtime] as const);

it("tries runtimes and cases, and has another name for each", () => {
  expect(Object.keys(golden).length).toBeGreaterThan(0);
  expect(named.length).toBeGreaterThan(10);
  expect(new Map(named).size).toBe(named.length);
});

describe.each(named)("%s", (_, runtime) => {
  const missing = runtime.missing();
  const because = missing === undefined ? "" : ` (${missing})`;
  // Continuous integration has all of them, or something is wrong with it.
  const there = it.skipIf(missing !== undefined && !process.env["CI"]);

  there(`comes to the same bits as everywhere${because}`, async () => {
    expect(missing).toBeUndefined();
    expect(await runtime.conform(installed)).toEqual({ words: golden, failures: [] });
  });

  if (runtime.coldStarts === undefined) return;
  there(`starts cold${because}`, async () => {
    expect(missing).toBeUndefined();
    const pairs = await runtime.coldStarts!(installed, 2);
    const times = pairs.flatMap(({ empty, fitted }) => [empty, fitted]);
    // How long they take is for `npm run runtimes` to tell; here they have to work.
    expect(times.filter((time) => time > 0)).toHaveLength(4);
  });
});
