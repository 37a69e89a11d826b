import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isStale } from "../../build-stale.js";

const step = { sources: ["source", "config"], outputs: ["out/first", "out/last"] };
let root = "";

/** Makes a file or folder as old as so many seconds. */
const age = (path: string, seconds: number) =>
  utimesSync(join(root, path), 1e9 - seconds, 1e9 - seconds);

function put(path: string, seconds: number): void {
  writeFileSync(join(root, path), "");
  age(path, seconds);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "mixtura-stale-"));
  for (const folder of ["source/deep", "out"]) mkdirSync(join(root, folder), { recursive: true });
  put("source/deep/a.ts", 20);
  put("config", 20);
  put("out/first", 10);
  put("out/last", 9);
  for (const folder of ["source/deep", "source"]) age(folder, 20);
});

afterEach(() => rmSync(root, { recursive: true }));

describe("what is built", () => {
  it("is not stale while it is newer than all it is made from", () => {
    expect(isStale(step, root)).toBe(false);
  });

  it.each<[string, () => void]>([
    ["a source deep within is newer", () => age("source/deep/a.ts", 5)],
    ["a source is newer than the first of what was written", () => age("config", 9.5)],
    ["a source is gone, which its folder knows", () => age("source/deep", 5)],
    ["a part is missing", () => rmSync(join(root, "out/last"))],
    ["nothing has been written", () => rmSync(join(root, "out"), { recursive: true })],
  ])("is stale where %s", (_, change) => {
    change();
    expect(isStale(step, root)).toBe(true);
  });
});
