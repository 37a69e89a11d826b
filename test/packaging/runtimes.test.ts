import { describe, expect, inject, it } from "vitest";
import { GROUPS } from "./all.js";
import { itWith } from "./it-with.js";
import { goldenWords, wrongWithThreads } from "./verdict.js";

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

  itWith(missing, "comes to the same bits as everywhere", async () => {
    expect(await runtime.conform(installed)).toEqual({ words: golden, failures: [] });
  });

  if (runtime.threads !== undefined) {
    itWith(missing, "comes to them with threads, or says that there are none", async () => {
      const threaded = await runtime.threads!(installed);
      expect(wrongWithThreads(threaded, runtime.threadless)).toEqual([]);
    });
  }

  if (runtime.coldStarts === undefined) return;
  itWith(missing, "starts cold", async () => {
    const pairs = await runtime.coldStarts!(installed, 2);
    const times = pairs.flatMap(({ empty, fitted }) => [empty, fitted]);
    // How long they take is for `npm run runtimes` to tell; here they have to work.
    expect(times.filter((time) => time > 0)).toHaveLength(4);
  });
});
