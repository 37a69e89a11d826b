import type { Argument, Command, Option } from "commander";
import { offersOf, type Offers } from "../options/parsers.js";
import { shortened } from "../text/wording.js";

/** What a shell may complete of the command, read from its own definition. */
export interface Outline {
  readonly name: string;
  readonly options: readonly OptionOutline[];
  readonly commands: readonly CommandOutline[];
}

export interface CommandOutline {
  readonly name: string;
  readonly about: string;
  readonly options: readonly OptionOutline[];
  /** What its arguments may be; undefined: it has none. */
  readonly operands: Offers | undefined;
}

export interface OptionOutline {
  readonly short: string | undefined;
  readonly long: string | undefined;
  readonly about: string;
  /** What its value may be, null where nothing can be offered; undefined: it takes none. */
  readonly value: Offers | null | undefined;
}

export function outlineOf(program: Command): Outline {
  return {
    name: program.name(),
    options: optionsOf(program),
    commands: program.commands.map((command) => ({
      name: command.name(),
      about: command.summary(),
      options: optionsOf(command),
      operands: operandsOf(command.registeredArguments),
    })),
  };
}

/** The flags of an option. */
export function flagsOf({ short, long }: OptionOutline): string[] {
  return [short, long].filter((flag) => flag !== undefined);
}

function optionsOf(command: Command): OptionOutline[] {
  const options = command.createHelp().visibleOptions(command);
  return options.map((option) => ({
    short: option.short ?? undefined,
    long: option.long ?? undefined,
    about: inShort(option.description),
    value: valueOf(option),
  }));
}

function valueOf(option: Option): OptionOutline["value"] {
  return option.required || option.optional ? (offersOf(option) ?? null) : undefined;
}

/** Arguments that do not say otherwise are files, and a command has no two kinds of them. */
function operandsOf(all: readonly Argument[]): Offers | undefined {
  return all.length === 0 ? undefined : (offersOf(all[0]) ?? "files");
}

/** The beginning of a description, as far as it makes sense by itself. */
function inShort(description: string): string {
  const [line] = description.split("\n");
  const [beginning] = line.split(/; | \((?:default:|required)|:$/);
  return shortened(beginning, 72);
}
