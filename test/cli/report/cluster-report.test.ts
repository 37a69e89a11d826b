import type { RunStatus, WorkerNews } from "mixtura-cluster";
import pc from "picocolors";
import { expect, it } from "vitest";
import { clusterReport, runReport } from "../../../cli/src/report/cluster-report.js";

const look = { where: "redis://host:6379", width: 60, colors: pc.createColors(false) };

const worker = (id: string, shards: number[], rows: number, rowsPerSecond: number) => ({
  ...{ id, host: "host", shards, rows, rowsPerSecond },
});

const status: RunStatus = {
  ...{ run: "3f9a21c4", state: "fitting", algorithm: "KMeans", table: "/shared/flights.parquet" },
  ...{ began: 0, updated: Date.now(), rows: 10_000_000, shards: 16, iteration: 12 },
  ...{ maxIterations: 300, restart: 1, restarts: 3, objective: 1234.5, fraction: 0.1 },
  ...{ rowsPerSecond: 2.1e6, left: 180_000, questions: 40, waiting: 3, lost: 1 },
  workers: [
    worker("node-1-ab12cd34", [0, 1, 2], 5_000_000, 1.1e6),
    worker("node-2-\u001b[31m9876fedc", [3], 5_000_000, 0),
    worker("node-3-00000000", [], 0, 0),
  ],
};

const free: WorkerNews = {
  ...{ id: "node-3-00000000", host: "host", pid: 1, version: "0.1.0", core: "c", threads: 8 },
  ...{ bytes: 0, memory: 1.25e10, shards: {}, rowsPerSecond: 0, beat: 1 },
};

it("tells how far a run is, and who holds its rows", () => {
  const runs = [{ run: "3f9a21c4", driven: true, status }];
  expect(clusterReport({ runs, workers: [free] }, look)).toBe(`run 3f9a21c4: k-means
on 10,000,000 rows of /shared/flights.parquet
iteration 12/300 of restart 2/3, inertia 1235, 2.1M rows/s,
  at most 3 min left, 1 worker lost

worker                shards       rows  rows/s
───────────────────────────────────────────────
node-1-ab12cd34            3  5,000,000    1.1M
node-2- [31m9876fedc       1  5,000,000       –

1 worker without work

worker           threads   memory
─────────────────────────────────
node-3-00000000        8  12.5 GB
`);
});

it.each([
  [{ state: "reading", rows: 0, workers: [] }, "reading the table"],
  [{ state: "waiting for workers", workers: [] }, "waiting for workers (none so far)"],
  [{ iteration: 0, objective: null, left: null, lost: 0 }, "choosing where to start, 2.1M rows/s"],
] as const)("tells what comes before the first iteration: %j", (other, line) => {
  const run = { run: "a", driven: true, status: { ...status, ...other } };
  expect(runReport(run, { ...look, width: 200 }).split("\n")[1]).toBe(line);
});

it("says how a run that nobody drives goes on", () => {
  const wide = { ...look, width: 200 };
  const stopped = { ...status, updated: Date.now() - 59_500 };
  const lines = (run: Parameters<typeof runReport>[0]) => runReport(run, wide).split("\n");
  expect(lines({ run: "a", driven: false, status: stopped })[1]).toBe(
    "stopped 60 s ago after iteration 12/300 of restart 2/3; mixtura fit … --resume a goes on with it",
  );
  expect(lines({ run: "a-stiffness", driven: false, status: undefined })).toEqual([
    "run a-stiffness",
    "stopped; mixtura fit … --resume a goes on with it",
    "",
  ]);
  expect(lines({ run: "a", driven: true, status: undefined })[1]).toBe("about to begin");
});

it("has a sentence for no run at all", () => {
  const said = (workers: WorkerNews[]) =>
    clusterReport({ runs: [], workers }, { ...look, width: 100 }).split("\n")[0];
  const beginning = "No run at redis://host:6379, and";
  expect(said([])).toBe(`${beginning} no worker; mixtura worker starts one.`);
  expect(said([free])).toBe(`${beginning} 1 worker waits for one.`);
  expect(said([free, free])).toBe(`${beginning} 2 workers wait for one.`);
});
