import type { FitProgress, StreamProgress } from "mixtura";
import { runStatus } from "../cluster/run-status.js";
import { StreamedTable } from "../streams/streamed-table.js";
import { rowsStatus } from "../streams/rows-status.js";
import { perSecond } from "../text/figures.js";
import type { Status } from "../text/status-line.js";
import type { Algorithm, Model } from "./algorithm.js";
import { fitStatus } from "./fit-status.js";
import type { Rows } from "./rows.js";

/** Tells how far a fit is, also one whose rows are read in passes, from one report to the next. */
export function statusOn<Own, M extends Model>(
  algorithm: Algorithm<Own, M>,
  rows: Rows,
): (progress: FitProgress) => Status {
  return rows instanceof StreamedTable ? streamStatus(algorithm, rows) : fitStatus(algorithm);
}

function streamStatus<Own, M extends Model>(
  algorithm: Algorithm<Own, M>,
  table: StreamedTable,
): (progress: FitProgress) => Status {
  const ofFit = fitStatus(algorithm);
  return (progress) => {
    if (!isOfStream(progress)) return ofFit(progress);
    const { pass, rows, rowsPerSecond, iteration, elapsed } = progress;
    const { redis, status: run } = table.distributed ?? {};
    if (redis !== undefined && run !== undefined && run.state !== "reading") {
      return runStatus(run, redis, algorithm.title, () => ofFit(progress));
    }
    if (pass === 1 && iteration === 0) {
      return rowsStatus("reading", table.title, { rows, all: table.rowsAhead, elapsed });
    }
    const status: Status =
      iteration > 0
        ? ofFit(progress)
        : {
            parts: [
              { text: algorithm.title, rank: 5 },
              { text: "choosing where to start", rank: 0 },
            ],
          };
    // Rows that have all come into memory are not read any more.
    if (pass === 1) return status;
    const share = Math.min(100, Math.floor((100 * rows) / table.count));
    return {
      ...status,
      parts: [
        ...status.parts,
        { text: `pass ${pass}, ${share} %`, rank: 1.5 },
        { text: perSecond(rowsPerSecond), rank: 2.5 },
      ],
    };
  };
}

function isOfStream(progress: FitProgress): progress is StreamProgress {
  return "pass" in progress;
}
