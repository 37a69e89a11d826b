import { mkdir, readdir } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { workspace } from "../command.js";

const { mixtura, path, read, start, write } = workspace();

const rows = Array.from({ length: 5000 }, (_, i) => `${(i * i) % 10_007},${(i * 31) % 1009}`);

beforeAll(() => write("points.csv", `x,y\n${rows.join("\n")}\n`));

describe("--threads", () => {
  it.each([
    ["2", ["fit"]],
    ["auto", ["fit", "-a", "soft", "--stiffness", "1e-5"]],
    ["2", ["fit", "-a", "gaussian", "--covariance", "full"]],
    ["3", ["compare"]],
  ])("%s changes no byte of %j", async (threads, [command, ...own]) => {
    const args = ["points.csv", "-k", "7", "--restarts", "4", "--max-iterations", "20", ...own];
    const files = command === "fit" ? ["--labels", "labels.csv", "--json"] : [];
    const written = () => (command === "fit" ? read("labels.csv") : undefined);
    const alone = await mixtura([command, ...args, ...files]);
    const labels = await written();
    const shared = await mixtura([command, ...args, ...files, "--threads", threads]);
    expect(alone.code).toBe(0);
    expect(shared).toEqual(alone);
    expect(await written()).toBe(labels);
  });

  it.skipIf(process.platform === "win32")("2 is ended by Ctrl-C too", async () => {
    await mkdir(path("out"));
    const run = start([
      ...["fit", "points.csv", "-k", "9", "--restarts", "4e9", "--tolerance", "0"],
      ...["--threads", "2", "--model", "out/model.json"],
    ]);
    await run.says("note: columns used: x and y\n");
    run.child.kill("SIGINT");
    expect(await run.ended).toEqual({ code: 130, signal: null });
    expect(await readdir(path("out"))).toEqual([]);
  });
});
