import { readdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { writeFiles } from "../../../cli/src/files/output.js";
import { workspace } from "../command.js";

const { path, read } = workspace();

// A signal that ends the process while a table is decoded would leave it behind.
it("no file is there before the first piece of the last has been made", async () => {
  const seen: string[][] = [];
  async function* pieces() {
    seen.push(await readdir(path("")));
    yield Buffer.from("one\n");
    seen.push(await readdir(path("")));
    yield Buffer.from("two\n");
  }
  await writeFiles([
    { path: path("model.json"), content: "{}" },
    { path: path("table.csv"), content: pieces() },
  ]);
  expect(seen).toEqual([[], [expect.stringMatching(/\.tmp$/), expect.stringMatching(/\.tmp$/)]]);
  expect(await read("table.csv")).toBe("one\ntwo\n");
  expect((await readdir(path(""))).toSorted()).toEqual(["model.json", "table.csv"]);
});
