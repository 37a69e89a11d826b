import type { FitProgress } from "mixtura";
import { describe, expect, it } from "vitest";
import { fitStatus } from "../../../cli/src/algorithms/fit-status.js";
import { gaussianMixture } from "../../../cli/src/algorithms/gaussian-mixture.js";
import { kMeans } from "../../../cli/src/algorithms/k-means.js";
import { TimeLeft } from "../../../cli/src/algorithms/time-left.js";
import { line } from "../../../cli/src/text/status-line.js";
import { escapesShown, hasTerminal, workspace } from "../command.js";

const { startOnTerminal, write } = workspace();

const progress: FitProgress = {
  ...{ iteration: 12, maxIterations: 300, restart: 2, restarts: 10 },
  ...{ objective: 379.43, fraction: 0.204, elapsed: 3000 },
};
const drawn = "█".repeat(12);

describe("the status of a fit", () => {
  it("has restart, iteration, objective and the time left", () => {
    const show = (width: number) => line(fitStatus(kMeans)(progress), drawn, width);
    expect(show(120)).toBe(
      `k-means  ${drawn}  restart 3/10  iteration 12/300  inertia 379.4  about 12 s left`,
    );
    expect(show(79)).toBe(
      `${drawn}  restart 3/10  iteration 12/300  inertia 379.4  about 12 s left`,
    );
    expect(show(39)).toBe("iteration 12/300  about 12 s left");
  });

  it("does not count a single restart, and has the objective of the algorithm", () => {
    const one = { ...progress, restart: 0, restarts: 1, objective: -1148.44, fraction: 0.04 };
    expect(line(fitStatus(gaussianMixture)(one), drawn, 120)).toBe(
      `Gaussian mixture  ${drawn}  iteration 12/300  log-likelihood -1148.4  at most 72 s left`,
    );
  });

  it.skipIf(!hasTerminal)("stays on one line of a narrow terminal, without colours", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `${(i * i) % 101},${(i * 7) % 13}`);
    await write("points.csv", `x,y\n${rows.join("\n")}\n`);
    const run = startOnTerminal(["fit", "points.csv", "-k", "9", "--restarts", "4e9"], 40);
    await run.says(" left");
    run.child.stdin.write("\x03");
    await run.ended;
    const said = escapesShown(run.said);
    const lines = Array.from(said.matchAll(/␛\[1G([^␛]+)␛\[0K/g), ([, text]) => text);
    expect(lines.some((text) => text.includes("iteration "))).toBe(true);
    for (const text of lines) expect(text.length).toBeLessThan(40);
    expect(said).not.toMatch(/␛\[[\d;]*m/);
  });
});

describe("the time left", () => {
  const after = (left: TimeLeft, fraction: number, elapsed: number, restarts = 10) =>
    left.after({ ...progress, restarts, fraction, elapsed });

  it("counts all that a fit may take until a restart has ended", () => {
    const left = new TimeLeft();
    expect(after(left, 0.25, 1000, 1)).toBe("at most 3 s left");
    expect(after(left, 0.5, 1500, 1)).toBe("at most 2 s left");
    expect(after(left, 1, 1800, 1)).toBeUndefined();
  });

  it("then takes the others for as long", () => {
    const left = new TimeLeft();
    expect(after(left, 0.01, 1000)).toBe("at most 99 s left");
    // Ten iterations of a hundred were enough.
    expect(after(left, 0.1, 10_000)).toBe("about 90 s left");
    expect(after(left, 0.105, 15_000)).toBe("about 85 s left");
    // It takes longer than those before, by nobody knows how much.
    expect(after(left, 0.15, 40_000)).toBe("about 80 s left");
    expect(after(left, 3 / 10, 42_000)).toBe("about 98 s left");
    expect(after(left, 0.95, 126_000)).toBe("about 14 s left");
    expect(after(left, 0.96, 150_000)).toBeUndefined();
  });

  it("has nothing to go by before the first iteration", () => {
    expect(after(new TimeLeft(), 0, 1000)).toBeUndefined();
  });
});
