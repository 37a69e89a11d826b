import { existsSync, statSync } from "node:fs";
import type { Command } from "commander";
import { kindOf } from "../files/kinds.js";

/** What to tell a user whose first argument is data where a command belongs. */
export function missingCommand(first: string | undefined, program: Command): string | undefined {
  if (first === undefined || !looksLikeData(first)) return undefined;
  if (program.commands.some((command) => command.name() === first)) return undefined;
  return `error: unknown command '${first}'; did you mean: mixtura fit ${asTyped(first)} …?`;
}

function looksLikeData(text: string): boolean {
  if (text.startsWith("-")) return text === "-";
  return kindOf(text) !== undefined || (existsSync(text) && !statSync(text).isDirectory());
}

function asTyped(path: string): string {
  return /^[\p{L}\p{N}\p{M}_./\\:@%+~-]+$/u.test(path)
    ? path
    : `'${path.replaceAll("'", "'\\''")}'`;
}
