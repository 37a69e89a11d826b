import { expect, it } from "vitest";
import { rowsStatus } from "../../../cli/src/streams/rows-status.js";
import { bar } from "../../../cli/src/text/status-line.js";

const said = (progress: { rows: number; all: number | undefined; elapsed: number }) => {
  const { share, parts } = rowsStatus("reading", "big.parquet", progress);
  return { share, words: parts.flatMap(({ text }) => (text === bar ? [] : [text])) };
};

it("tells how much has been read, how fast, and what is left", () => {
  expect(said({ rows: 45_600, all: 100_000, elapsed: 4560 })).toEqual({
    share: 0.456,
    words: ["reading big.parquet …", "45 %", "10K rows/s", "about 6 s left"],
  });
});

it("tells of rows alone where only the end will tell", () => {
  const { share, words } = said({ rows: 2_100_000, all: undefined, elapsed: 1000 });
  expect(share).toBeUndefined();
  expect(words).toEqual(["reading big.parquet …", "2,100,000 rows", "2.1M rows/s"]);
});

it("tells of no time before anything is read, and none where all is", () => {
  expect(said({ rows: 0, all: 10, elapsed: 0 }).words).toHaveLength(3);
  expect(said({ rows: 10, all: 10, elapsed: 5 }).words).toHaveLength(3);
});
