import { existsSync } from "node:fs";
import { availableParallelism, freemem } from "node:os";

import { isUrl } from "../table.js";

/** What a worker may read, and what it may take of its machine. */
export interface Capacity {
  /** Folders and URLs that tables may be read from. Default: the current folder. */
  readonly data?: readonly string[] | undefined;
  /** How many threads compute. Default: as many as there are cores. */
  readonly threads?: number | undefined;
  /** Bytes of shards that it holds at most. Default: half of the memory that is free. */
  readonly memory?: number | undefined;
}

/** @throws TypeError where one of them cannot be */
export function checkCapacity(options: Capacity) {
  const { data = ["."], threads = availableParallelism() } = options;
  const { memory = Math.floor(freemem() / 2) } = options;
  const isCount = (value: number, most: number) =>
    Number.isInteger(value) && value >= 1 && value <= most;
  if (!isCount(threads, 256)) throw new TypeError("threads: expected 1 to 256");
  if (!isCount(memory, 2 ** 50)) throw new TypeError("memory: expected bytes, at least 1");
  const isPlaces = Array.isArray(data) && data.every((root) => typeof root === "string");
  if (!isPlaces || data.length === 0) {
    throw new TypeError("data: expected folders or URLs that tables may be read from");
  }
  const missing = data.find((root) => !isUrl(root) && !existsSync(root));
  if (missing !== undefined) {
    throw new TypeError(`data: expected folders that are there, or URLs, got ${missing}`);
  }
  return { data, threads, memory };
}
