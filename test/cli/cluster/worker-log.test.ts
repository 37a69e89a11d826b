import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WorkerLog } from "../../../cli/src/cluster/worker-log.js";

let lines: string[];
let log: WorkerLog;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  log = new WorkerLog((line) => lines.push(line));
});
afterEach(() => {
  vi.useRealTimers();
});

const shard = (index: number, rows: number, run = "a") =>
  log.tell({ kind: "shard", run, shard: index, rows });

it("tells of shards together, and seldom where they come one by one", () => {
  for (let index = 0; index < 10; index++) shard(index, 100);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(lines).toEqual(["run a: holds 1,000 rows in 10 shards"]);
  for (let index = 10; index < 40; index++) {
    shard(index, 100);
    vi.advanceTimersByTime(1000);
  }
  expect(lines.length).toBeLessThanOrEqual(6);
});

it("counts a shard once that comes again", () => {
  shard(0, 100);
  shard(0, 100);
  vi.advanceTimersByTime(1000);
  expect(lines).toEqual(["run a: holds 100 rows in 1 shard"]);
});

it("tells of what is still untold when a run or the worker ends", () => {
  shard(0, 1);
  log.tell({ kind: "released", run: "a" });
  shard(0, 2, "b");
  log.tell({ kind: "end", reason: "it was told to end" });
  log.tell({ kind: "fault", run: "b", shard: 0, message: "a thread ended" });
  vi.advanceTimersByTime(9000);
  expect(lines).toEqual([
    "run a: holds 1 row in 1 shard",
    "run a: let go of",
    "run b: holds 2 rows in 1 shard",
    "ended: it was told to end",
  ]);
});

it("tells of what cannot be done once, on one line", () => {
  for (const index of [3, 4]) {
    log.tell({ kind: "fault", run: "a", shard: index, message: "no such\nfile" });
  }
  log.tell({ kind: "fault", run: "a", shard: 4, message: "another" });
  expect(lines).toEqual([
    "run a: cannot answer for shard 3: no such file",
    "run a: cannot answer for shard 4: another",
  ]);
});
