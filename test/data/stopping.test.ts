import { fromIterable, fromWebStream, openSource, type DataSource } from "mixtura-data";
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { arrowOf, csvOf, npyOf, parquetOf, rowMajor, sample, written } from "./files.js";

const table = sample(5000);
const files: [string, string | Uint8Array][] = [
  ["t.csv", csvOf(table)],
  ["t.parquet", parquetOf(table)],
  ["t.arrow", arrowOf(table)],
  ["t.npy", npyOf(rowMajor(table), "<f8", [5000, 3])],
];

/** How often a file is open in this process. */
function timesOpen(path: string): number {
  return readdirSync("/proc/self/fd").filter((number) => {
    try {
      return readlinkSync(`/proc/self/fd/${number}`) === path;
    } catch {
      // The one by which the folder itself was read.
      return false;
    }
  }).length;
}

async function stopAfterOne(source: DataSource, inBetween: () => void): Promise<void> {
  for await (const chunk of source.open()) {
    expect(chunk).toHaveLength(3);
    inBetween();
    break;
  }
}

describe.skipIf(!existsSync("/proc/self/fd"))("who stops early", () => {
  test.each(files)("closes %s", async (name, content) => {
    for (const engine of ["duckdb", "javascript"] as const) {
      const path = written(name, content);
      const source = await openSource(path, { engine, chunkRows: 1 });
      expect(timesOpen(path)).toBe(0);
      let open = 0;
      await stopAfterOne(source, () => (open = timesOpen(path)));
      if (engine === "javascript") expect(open).toBe(1);
      expect(timesOpen(path)).toBe(0);
      for await (const chunk of source.open()) expect(chunk).toHaveLength(3);
      expect(timesOpen(path)).toBe(0);
    }
  });

  test.each(files)("closes %s where a row is refused", async (name, content) => {
    for (const engine of ["duckdb", "javascript"] as const) {
      const path = written(name, content);
      const weights = name === "t.npy" ? "column3" : "count";
      const source = await openSource(path, { engine, weights });
      await expect(
        (async () => {
          for await (const chunk of source.open()) expect(chunk).toBeUndefined();
        })(),
      ).rejects.toThrow("row 2");
      expect(timesOpen(path)).toBe(0);
    }
  });
});

test("two passes side by side do not disturb each other", async () => {
  for (const [name, content] of files) {
    const source = await openSource(written(name, content), { chunkRows: 100 });
    const one = source.open()[Symbol.asyncIterator]();
    const other = source.open({ rowStart: 1000 })[Symbol.asyncIterator]();
    for (let i = 0; i < 40; i++) {
      expect((await one.next()).value).toEqual(rowMajor(table, 100 * i, 100 * i + 100));
      const start = 1000 + 100 * i;
      expect((await other.next()).value).toEqual(rowMajor(table, start, start + 100));
    }
    await one.return?.();
    await other.return?.();
  }
});

test("an iterable is ended, and a web stream cancelled", async () => {
  const ended: string[] = [];
  const rows = function* () {
    try {
      for (;;) yield [1, 2, 3];
    } finally {
      ended.push("iterable");
    }
  };
  await stopAfterOne(fromIterable(rows, { dimensions: 3, chunkRows: 1 }), () => undefined);
  const stream = () =>
    new ReadableStream<number[]>({
      pull: (controller) => controller.enqueue([1, 2, 3]),
      cancel: () => void ended.push("stream"),
    });
  await stopAfterOne(fromWebStream(stream, { dimensions: 3, chunkRows: 1 }), () => undefined);
  expect(ended).toEqual(["iterable", "stream"]);
});
