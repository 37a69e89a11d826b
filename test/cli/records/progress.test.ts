import { open } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readStatus } from "../../../cli/src/records/read-status.js";
import { line } from "../../../cli/src/text/status-line.js";
import { escapesShown, hasTerminal, workspace } from "../command.js";

const { path, shell, startOnTerminal } = workspace();

describe("the status of reading", () => {
  it("tells the share that has been read, or how much that is", () => {
    expect(line(readStatus("a.csv", 5.05e6, 1e7), "███", 80)).toBe("reading a.csv …  ███  50 %");
    expect(line(readStatus("a.csv", 2e7, 1e7), "███", 80)).toBe("reading a.csv …  ███  100 %");
    expect(line(readStatus("a.csv", 5.95e6, undefined), "███", 80)).toBe("reading a.csv …  5 MB");
    expect(line(readStatus("a.csv", 5.05e6, 1e7), "███", 22)).toBe("reading a.csv …  50 %");
  });

  it.skipIf(!hasTerminal)("is on a terminal while a file takes its time, and goes", async () => {
    await shell("mkfifo slow.csv", "");
    const run = startOnTerminal(["fit", "slow.csv", "-k", "1", "--columns", "x"], 80);
    const slow = await open(path("slow.csv"), "w");
    await slow.write("x\n1\n");
    await run.says("reading slow.csv …  0 MB");
    await slow.write("2\n");
    await slow.close();
    expect((await run.ended).code).toBe(0);
    expect(escapesShown(run.said)).toMatch(/␛\[1G␛\[2Kk-means, k = 1, on 2 rows /);
  });
});
