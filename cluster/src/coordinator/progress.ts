/** What one of the workers does for a run. */
export interface WorkerProgress {
  readonly id: string;
  readonly host: string;
  readonly shards: readonly number[];
  readonly rows: number;
  /** Rows it has answered for, a second. */
  readonly rowsPerSecond: number;
}

/** What a driver is at. */
export type RunState = "waiting for workers" | "waiting for Redis" | "reading" | "fitting";

/** How far a distributed fit is. */
export interface RunStatus {
  readonly run: string;
  readonly state: RunState;
  readonly algorithm: string;
  readonly table: string;
  /** When it began, and when this was written: milliseconds since 1970 by the clock of the driver. */
  readonly began: number;
  readonly updated: number;
  readonly rows: number;
  readonly shards: number;
  readonly iteration: number;
  readonly maxIterations: number;
  readonly restart: number;
  readonly restarts: number;
  /** After the latest iteration; null before the first. */
  readonly objective: number | null;
  /** Of what the fit may take at most, 0 to 1. */
  readonly fraction: number;
  /** Rows that were answered for, a second, by all together. */
  readonly rowsPerSecond: number;
  /** Milliseconds that are left at most; null where nobody can say. */
  readonly left: number | null;
  /** Questions that were asked, and shards whose answers the one under way still waits for. */
  readonly questions: number;
  readonly waiting: number;
  /** Workers that were lost so far. */
  readonly lost: number;
  readonly workers: readonly WorkerProgress[];
}
