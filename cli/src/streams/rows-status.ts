import { duration } from "../text/duration.js";
import { perSecond } from "../text/figures.js";
import { bar, type Status } from "../text/status-line.js";
import { counted } from "../text/wording.js";

/** How far a way through rows is. */
export interface RowProgress {
  readonly rows: number;
  /** How many there are; undefined where only the end will tell. */
  readonly all: number | undefined;
  /** Milliseconds since it began. */
  readonly elapsed: number;
}

/**
 * Tells how far a way through the rows of a file is: `reading big.parquet …  45 %  2.1M rows/s`.
 *
 * @param verb what is done with them
 * @param title and which file that is
 */
export function rowsStatus(
  verb: string,
  title: string,
  { rows, all, elapsed }: RowProgress,
): Status {
  const share = all === undefined || all === 0 ? undefined : Math.min(1, rows / all);
  const done = share === undefined ? counted(rows, "row") : `${Math.floor(100 * share)} %`;
  const left =
    share === undefined || share === 0 || share === 1
      ? []
      : [{ text: `about ${duration((elapsed * (1 - share)) / share)} left`, rank: 1 }];
  return {
    share,
    parts: [
      { text: `${verb} ${title} …`, rank: 0 },
      { text: bar, rank: 4 },
      { text: done, rank: 2 },
      { text: perSecond((1000 * rows) / Math.max(elapsed, 1)), rank: 3 },
      ...left,
    ],
  };
}
