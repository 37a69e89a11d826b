import { core } from "../../src/core/core.js";

/** Bytes of linear memory that somebody holds. */
export function held(): number {
  const { memory } = core();
  return memory.bytes - memory.freeBytes;
}
