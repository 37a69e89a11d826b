import type { Command } from "commander";
import { nearest } from "./nearest.js";
import { alternatives } from "./wording.js";

/** What to tell a user who gives a command an option that it does not have. */
export function unknownOption(
  [name, ...args]: readonly string[],
  program: Command,
): string | undefined {
  const command = program.commands.find((other) => other.name() === name);
  if (command === undefined) return undefined;
  const { unknown } = command.parseOptions(args);
  if (unknown.length === 0 || unknown.some((arg) => arg === "-h" || arg === "--help")) {
    return undefined;
  }
  const [flag] = unknown[0].split("=");
  return `error: unknown option '${flag}'${hint(flag, command, program)}`;
}

function hint(flag: string, command: Command, program: Command): string {
  const own = flagsOf(command);
  const letters = bare(flag);
  const otherDashes = own.find((other) => bare(other) === letters);
  if (otherDashes !== undefined) return ` (did you mean ${otherDashes}?)`;
  const owners = program.commands.filter((other) => flagsOf(other).includes(flag));
  if (owners.length > 0) {
    return ` (${alternatives(owners.map((owner) => owner.name()))} has it)`;
  }
  const long = own.filter((other) => other.startsWith("--"));
  const meant = nearest(letters, long.map(bare));
  return meant === undefined ? "" : ` (did you mean --${meant}?)`;
}

function flagsOf(command: Command): string[] {
  return command.options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag != null);
}

function bare(flag: string): string {
  return flag.replace(/^-+/, "").toLowerCase();
}
