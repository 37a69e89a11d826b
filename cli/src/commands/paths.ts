import type { Command } from "commander";
import { sharedPath } from "../files/identity.js";
import { checkWritable } from "../files/output.js";

/** Paths, each with what a command uses it for; undefined where none was given. */
type Uses = readonly (readonly [use: string, path: string | undefined])[];

/** Ends a command before its work where two of its files are one, or one cannot be written. */
export async function checkPaths(command: Command, read: Uses, written: Uses): Promise<void> {
  const shared = await sharedPath([...read, ...written]);
  if (shared !== undefined) command.error(`error: ${shared}`);
  for (const [, path] of written) if (path !== undefined) await checkWritable(path);
}
