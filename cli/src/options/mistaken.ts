import type { Command } from "commander";
import { nearest } from "../text/nearest.js";
import { alternatives } from "../text/wording.js";

/** What to tell a user who gives an option that there is not, or a value where none belongs. */
export function mistakenOption(args: readonly string[], program: Command): string | undefined {
  const [name, ...rest] = args;
  const command = program.commands.find((other) => other.name() === name);
  if (command === undefined) return valueOfFlag(name, program);
  const { operands, unknown } = command.parseOptions(rest);
  if (unknown.length === 0) {
    return operands.length > 1 ? wordAfterFlag(rest, command) : undefined;
  }
  if (unknown.some((arg) => arg === "-h" || arg === "--help")) return undefined;
  const [flag] = unknown[0].split("=");
  return (
    valueOfFlag(unknown[0], command) ??
    `error: unknown option '${flag}'${hint(flag, command, program)}`
  );
}

/** `--json=yes` */
function valueOfFlag(argument: string | undefined, command: Command): string | undefined {
  const [, flag, value] = /^(-[^=]*)(=[^]*)$/.exec(argument ?? "") ?? [];
  return plainFlagsOf(command).includes(flag) ? needless(flag, value) : undefined;
}

/** `--json yes`, where there is a file beside the word that no flag takes. */
function wordAfterFlag(args: readonly string[], command: Command): string | undefined {
  const flags = plainFlagsOf(command);
  const word = /^(?:true|false|yes|no|on|off|0|1)$/i;
  const index = args.findIndex((arg, i) => word.test(arg) && flags.includes(args[i - 1]));
  return index < 0 ? undefined : needless(args[index - 1], args[index]);
}

function needless(flag: string, value: string): string {
  return `error: option '${flag}' takes no value; leave out '${value}'`;
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

/** The flags that take no value. */
function plainFlagsOf(command: Command): string[] {
  return ["-h", "--help", ...flagsOf(command, ({ required, optional }) => !required && !optional)];
}

function flagsOf(
  command: Command,
  counts: (option: Command["options"][number]) => boolean = () => true,
): string[] {
  return command.options
    .filter(counts)
    .flatMap(({ short, long }) => [short, long])
    .filter((flag) => flag != null);
}

function bare(flag: string): string {
  return flag.replace(/^-+/, "").toLowerCase();
}
