import { mkdir, readdir } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { escapesShown, hasTerminal, workspace } from "../command.js";
import { xlsx } from "../formats/writers.js";

const { path, read, shell, start, startOnTerminal, write } = workspace();
const windows = process.platform === "win32";

/** A fit of it takes as long as anyone cares to wait. */
const points = [
  "x,y",
  ...Array.from({ length: 300 }, (_, i) => `${(i * i) % 101},${(i * 7) % 13}`),
];
const endless = ["points.csv", "-k", "9", "--restarts", "4e9"];
const outputs = ["--model", "out/model.json", "--labels", "out/labels.csv"];

async function expectOlderFiles(): Promise<void> {
  expect((await readdir(path("out"))).toSorted()).toEqual(["labels.csv", "model.json"]);
  expect(await read("out/model.json")).toBe("an older model");
  expect(await read("out/labels.csv")).toBe("older labels");
}

// Nobody reads what is written there, so that the command is about to write until it is ended.
const unread = ["--model", "out/model.json", "--labels", "unread"];

/** Waits until a file is written that is to take the place of another. */
async function staged(): Promise<void> {
  while (!(await readdir(path("out"))).some((name) => name.endsWith(".tmp"))) await pause(10);
}

beforeAll(async () => {
  await write("points.csv", `${points.join("\n")}\n`);
  await mkdir(path("out"));
  await write("out/model.json", "an older model");
  await write("out/labels.csv", "older labels");
  if (!windows) await shell("mkfifo unread", "");
});

describe.skipIf(windows)("an interruption", () => {
  it.each([
    ["SIGINT", 130, ["fit", ...endless, "--tolerance", "0", ...outputs]],
    ["SIGTERM", 143, ["fit", ...endless, ...outputs, "-a", "soft", "--stiffness", "0.1"]],
    ["SIGINT", 130, ["fit", ...endless, ...outputs, "-a", "gaussian", "--start", "sample"]],
    ["SIGTERM", 143, ["compare", ...endless]],
  ] as const)("by %s ends a fit with %d: %j", async (signal, code, args) => {
    const run = start([...args]);
    await run.says("note: columns used: x and y\n");
    run.child.kill(signal);
    expect(await run.ended).toEqual({ code, signal: null });
    // No result, and of the notes only those of before.
    expect(run.said).toMatch(
      /^note: columns used: x and y\n(?:note: .*\n)?mixtura: interrupted\n$/,
    );
    await expectOlderFiles();
  });

  it("ends reading, though more may come", async () => {
    const run = start(["fit", "-", "-k", "1", ...outputs]);
    run.child.stdin.write(Buffer.from("x,name\n1,caf\xe9\n2,", "latin1"));
    await run.says("not UTF-8");
    run.child.kill("SIGINT");
    expect(await run.ended).toEqual({ code: 130, signal: null });
    expect(run.said).toMatch(/^note: .* not UTF-8; .*\nmixtura: interrupted\n$/);
    await expectOlderFiles();
  });

  it.each([
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)("by %s ends writing, and takes back what is written", async (signal, code) => {
    const run = start(["fit", "points.csv", "-k", "2", ...unread]);
    await staged();
    run.child.kill(signal);
    // A thread of the process waits for a reader, and only a signal ends it. Where the signal
    // came before that, nothing waits, and the command ends by itself. Shells say 130 of both.
    expect(await run.ended).toBeOneOf([
      { code: null, signal },
      { code, signal: null },
    ]);
    await expectOlderFiles();
  });

  it("ends the process at once where another comes", async () => {
    const run = start(["fit", "points.csv", "-k", "2", ...unread]);
    await staged();
    run.child.kill("SIGINT");
    await run.says("mixtura: interrupted\n");
    run.child.kill("SIGTERM");
    expect(await run.ended).toBeOneOf([
      { code: null, signal: "SIGTERM" },
      { code: 130, signal: null },
    ]);
    await expectOlderFiles();
  });

  it.skipIf(!hasTerminal)("ends decoding at once, which hears no signal", async () => {
    // Some seconds of decoding, wherever this runs: 60,000 took half of one on a quick machine.
    const x = Array.from({ length: 300_000 }, (_, i) => i / 7);
    await write("slow.xlsx", xlsx({ x }));
    const run = startOnTerminal(["fit", "slow.xlsx", "-k", "1", ...outputs], 80);
    await run.says("reading slow.xlsx …  18 MB");
    // Before the decoding begins, which is some moments later, a signal is heard.
    await new Promise((resolve) => setTimeout(resolve, 500));
    run.child.stdin.write("\x03");
    expect((await run.ended).code).toBe(130);
    // It would be said once the file is decoded.
    expect(run.said).not.toContain("interrupted");
    await expectOlderFiles();
  });

  it.skipIf(!hasTerminal)("by Ctrl-C at a terminal takes the progress away", async () => {
    const run = startOnTerminal(["fit", ...endless, "--columns", "x,y", ...outputs], 80);
    await run.says(" iteration ");
    run.child.stdin.write("\x03");
    expect((await run.ended).code).toBe(130);
    expect(escapesShown(run.said)).toMatch(
      /␛\[1G[^␛]*restart \d+\/4000000000 {2}iteration \d+\/300[^␛]*␛\[0K[^␛]*␛8␛\[1G␛\[2K\rmixtura: interrupted\r\n$/,
    );
    await expectOlderFiles();
  });
});
