import type { ClusterStatus, KnownRunStatus, RunStatus, WorkerNews } from "mixtura-cluster";
import { algorithms } from "../algorithms/all.js";
import { beforehand } from "../cluster/settings.js";
import { displayWidth, wrapped } from "../text/display-width.js";
import { duration } from "../text/duration.js";
import { bytesShown, perSecond } from "../text/figures.js";
import type { Colors } from "../text/terminal.js";
import { counted, oneLine, shortened } from "../text/wording.js";
import { gap, textTable } from "./text-table.js";

/** How it is to be shown. */
interface Look {
  /** Which Redis it is, without what is secret. */
  readonly where: string;
  readonly width: number;
  readonly colors: Colors;
}

/** All runs, each with its workers, and the workers that wait for one. */
export function clusterReport({ runs, workers }: ClusterStatus, look: Look): string {
  const busy = new Set(runs.flatMap(({ status }) => takingPart(status).map(({ id }) => id)));
  const free = workers.filter(({ id }) => !busy.has(id));
  const parts = runs.map((run) => runReport(run, look));
  if (runs.length === 0) parts.push(sentence(nothingToDo(workers, look.where), look));
  if (free.length > 0) {
    const title = `${counted(free.length, "worker")} without work`;
    parts.push(`${look.colors.bold(title)}\n\n${freeTable(free, look)}\n`);
  }
  return parts.join("\n");
}

function nothingToDo({ length }: readonly WorkerNews[], where: string): string {
  const who =
    length === 0
      ? "no worker; mixtura worker starts one"
      : `${counted(length, "worker")} ${length === 1 ? "waits" : "wait"} for one`;
  return `No run at ${where}, and ${who}.`;
}

/** One run, and who works on it. */
export function runReport({ run, driven, status }: KnownRunStatus, look: Look): string {
  const { colors, width } = look;
  const lines = [headingOf(run, status, look)];
  if (!driven) {
    lines.push(colors.yellow(wrapped(stopped(run, status), width)));
  } else {
    lines.push(wrapped(status === undefined ? "about to begin" : progressOf(status), width));
  }
  const workers = driven ? takingPart(status) : [];
  if (workers.length > 0) lines.push("", workerTable(workers, look));
  return `${lines.join("\n")}\n`;
}

/** `run 3f9a21c4: k-means on 10,000,000 rows of flights.parquet`, on one line or two. */
function headingOf(run: string, status: RunStatus | undefined, { width, colors }: Look): string {
  const name = `run ${run}`;
  if (status === undefined) return colors.bold(name);
  const { algorithm, table, rows } = status;
  const done = `${name}: ${titleOf(algorithm)}`;
  const size = rows > 0 ? `${counted(rows, "row")} of ` : "";
  const data = `on ${size}${oneLine(table)}`;
  const between = displayWidth(`${done} ${data}`) <= width ? " " : "\n";
  return `${colors.bold(done)}${between}${data}`;
}

function stopped(run: string, status: RunStatus | undefined): string {
  const when = status === undefined ? "" : ` ${duration(since(status.updated))} ago`;
  const where =
    status !== undefined && status.iteration > 0 ? ` after ${iterationsOf(status)}` : "";
  const name = run.endsWith(beforehand) ? run.slice(0, -beforehand.length) : run;
  return `stopped${when}${where}; mixtura fit … --resume ${name} goes on with it`;
}

function iterationsOf({ iteration, maxIterations, restart, restarts }: RunStatus): string {
  const ofAll = restarts > 1 ? ` of restart ${restart + 1}/${restarts}` : "";
  return `iteration ${iteration}/${maxIterations}${ofAll}`;
}

function progressOf(status: RunStatus): string {
  const { state, iteration, objective, workers } = status;
  if (state === "reading") return "reading the table";
  if (state === "waiting for Redis") return "waiting for Redis";
  if (state === "waiting for workers") {
    return `waiting for workers (${workers.length === 0 ? "none" : workers.length} so far)`;
  }
  const found = algorithms.find(({ Model }) => Model.name === status.algorithm);
  const measure = objective === null ? undefined : found?.objective(objective);
  return [
    iteration > 0 ? iterationsOf(status) : "choosing where to start",
    ...(measure === undefined ? [] : [`${measure.name} ${measure.text}`]),
    ...(status.rowsPerSecond > 0 ? [perSecond(status.rowsPerSecond)] : []),
    ...(status.left === null ? [] : [`at most ${duration(status.left)} left`]),
    ...(status.lost > 0 ? [`${counted(status.lost, "worker")} lost`] : []),
  ].join(", ");
}

function workerTable(workers: RunStatus["workers"], look: Look): string {
  return table(
    ["worker", "shards", "rows", "rows/s"],
    workers.map(({ id, shards, rows, rowsPerSecond }) => [
      id,
      shards.length.toLocaleString("en-US"),
      rows.toLocaleString("en-US"),
      rowsPerSecond > 0 ? perSecond(rowsPerSecond).replace(" rows/s", "") : "–",
    ]),
    look,
  );
}

function freeTable(workers: readonly WorkerNews[], look: Look): string {
  return table(
    ["worker", "threads", "memory"],
    workers.map(({ id, threads, memory }) => [
      id,
      threads.toLocaleString("en-US"),
      bytesShown(memory),
    ]),
    look,
  );
}

/** A table whose first column, names of workers, gives way where it would be too wide. */
function table(head: readonly string[], rows: readonly string[][], look: Look): string {
  const others = head.slice(1).map((name, j) => {
    return Math.max(name.length, ...rows.map((row) => displayWidth(row[j + 1])));
  });
  const room = look.width - others.reduce((sum, width) => sum + gap.length + width, 0);
  return textTable(
    head,
    rows.map(([id, ...rest]) => [shortened(oneLine(id), Math.max(room, 8)), ...rest]),
    ["left", ...others.map(() => "right" as const)],
    look.colors,
  );
}

function takingPart(status: RunStatus | undefined): RunStatus["workers"] {
  return (status?.workers ?? []).filter(({ shards }) => shards.length > 0);
}

function titleOf(className: string): string {
  return algorithms.find(({ Model }) => Model.name === className)?.title ?? oneLine(className);
}

/** Milliseconds; clocks of machines may differ. */
function since(time: number): number {
  return Math.max(0, Date.now() - time);
}

function sentence(text: string, { width }: Look): string {
  return `${wrapped(text, width)}\n`;
}
