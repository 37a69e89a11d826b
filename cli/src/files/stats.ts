import { statSync, type BigIntStats } from "node:fs";

/** What is known of a file; undefined where it cannot be had: its first reader will say why. */
export function statsOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
