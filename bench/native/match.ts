import { writeFileSync } from "node:fs";
import type { Cell } from "./cells.js";
import type { Answer, Native } from "./process.js";
import { defaultStart, givenStarts } from "./sides/k-means.js";
import { mixture } from "./sides/mixture.js";
import { predict } from "./sides/predict.js";
import { silhouettes } from "./sides/silhouette.js";
import type { Table } from "../problems/problem.js";

/** Both sides of a cell, ready to run. */
export interface Match {
  readonly own: (round: number) => Promise<Answer>;
  /** What the other side has to offer, by name; each answers undefined where it failed. */
  readonly rivals: ReadonlyMap<string, Rival>;
}

/** One way of the other side, on as many threads as that process has. */
export type Rival = (by: Native, round: number) => Promise<Answer | undefined>;

/** A table as both sides have it: a typed array here, a file there. */
export interface Laid {
  readonly table: Table;
  readonly points: {
    readonly data: Float64Array | Float32Array;
    readonly shape: readonly [n: number, d: number];
  };
  readonly threads: Threads;
  /** Asks the other side about the file. */
  readonly ask: (
    by: Native,
    about: Parameters<Native["time"]>[0],
    problem: object,
  ) => Promise<Answer | undefined>;
}

/** How many either side has. */
export type Threads = 1 | 2;

const RESTARTS = 10;

/** Lays a table out for both sides. */
export function match(
  { algorithm, precision }: Cell,
  table: Table,
  file: string,
  threads: Threads,
): Match {
  const { n, d } = table;
  const data = precision === "float64" ? table.data : Float32Array.from(table.data);
  const shared = { type: precision === "float64" ? "f8" : "f4", dimensions: d };
  const laid: Laid = {
    table,
    points: { data, shape: [n, d] },
    threads,
    ask: (by, about, problem) => by.time(about, { ...shared, ...problem }),
  };
  writeFileSync(file, data);
  switch (algorithm) {
    case "k-means":
      return givenStarts(laid, 1);
    case "k-means, ten restarts":
      return givenStarts(laid, RESTARTS);
    case "k-means, default start":
      return defaultStart(laid);
    case "predict":
      return predict(laid);
    case "silhouette":
      return silhouettes(laid);
    default:
      return mixture(laid, algorithm);
  }
}
