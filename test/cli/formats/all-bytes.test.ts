import { expect, it } from "vitest";
import { sourceOf } from "../../../cli/src/files/source.js";
import { allBytes } from "../../../cli/src/formats/all-bytes.js";

/** Chunks, and how many of them somebody has asked for. */
function watched(first: string) {
  const asked = { chunks: 0 };
  async function* chunks() {
    for (const text of [first, "more", "and more"]) {
      asked.chunks++;
      yield await Promise.resolve(Buffer.from(text, "latin1"));
    }
  }
  return { asked, chunks: chunks() };
}

it.each([
  ["x.parquet", "PAR1…"],
  ["x.parquet", "PA"],
  ["x.npy", "\x93NUMPY\x01"],
  ["x.xlsx", "PK\x03\x04"],
  ["x.arrow", "ARROW1\0\0"],
  ["x.arrow", "\xff\xff\xff\xff"],
])("reads all of %s that starts with %j", async (name, first) => {
  const { asked, chunks } = watched(first);
  const bytes = await allBytes(chunks, sourceOf(name, {}));
  expect(Buffer.from(bytes).toString("latin1")).toBe(
    `${Buffer.from(first, "latin1").toString("latin1")}moreand more`,
  );
  expect(asked.chunks).toBe(3);
});

it.each(["x.arrow", "x.parquet", "x.npy", "x.xlsx"])(
  "reads no more of %s than shows what it is not",
  async (name) => {
    const { asked, chunks } = watched("no such file");
    const bytes = await allBytes(chunks, sourceOf(name, {}));
    expect(Buffer.from(bytes).toString()).toBe("no such file");
    expect(asked.chunks).toBe(1);
  },
);
