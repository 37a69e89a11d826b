/**
 * Fits of mixtura over many machines, on BullMQ and Redis: workers hold the rows and answer for them,
 * one process runs the loop, and the model has the bits of one machine.
 *
 * @module mixtura-cluster
 */

export { fitDistributed, type DistributedOptions } from "./coordinator/fit-distributed.js";
export type { RunStatus, WorkerProgress } from "./coordinator/progress.js";
export type { WorkerNews } from "./presence.js";
export {
  clusterStatus,
  type ClusterStatus,
  type KnownRunStatus,
  type StatusOptions,
} from "./status.js";
export { driveFrames, type DriveOptions, serveFrames, type ServeOptions } from "./stdio/index.js";
export type { Table } from "./table.js";
export { work, type WorkerEvent, type WorkerOptions } from "./worker/work.js";
