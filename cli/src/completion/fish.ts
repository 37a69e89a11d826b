import type { Offers } from "../options/parsers.js";
import type { CommandOutline, OptionOutline, Outline } from "./outline.js";

export function fishScript({ name, options, commands }: Outline): string {
  const at = (command: string) => `-n '__${name}_is_at${command}'`;
  const lines = [
    ...options.map((option) => `${at("")} ${optionPart(option)}`),
    ...commands.map((command) => `${at("")} -a ${command.name} -d ${quoted(command.about)}`),
    ...commands.flatMap((command) =>
      partsOf(command).map((part) => `${at(` ${command.name}`)} ${part}`),
    ),
  ];
  return `# Completion of ${name} for fish: ${name} completion fish | source

# Whether that command is being typed; none: whether a command may come next.
function __${name}_is_at
    set -l words (commandline -opc)
    if test (count $argv) -eq 0
        test (count $words) -eq 1
    else
        test (count $words) -gt 1; and test $words[2] = $argv[1]
    end
end

complete -c ${name} -f
${lines.map((line) => `complete -c ${name} ${line}\n`).join("")}`;
}

function partsOf({ options, operands }: CommandOutline): string[] {
  const parts = options.map(optionPart);
  if (operands === "files") parts.push("-F");
  else if (operands !== undefined) parts.push(`-a ${list(operands)}`);
  return parts;
}

function optionPart({ short, long, about, value }: OptionOutline): string {
  const flags = [
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    ...(long === undefined ? [] : [`-l ${long.slice(2)}`]),
  ];
  return [...flags, ...takes(value), `-d ${quoted(about)}`].join(" ");
}

function takes(value: OptionOutline["value"]): string[] {
  if (value === undefined) return [];
  if (value === "files") return ["-r -F"];
  return value === null ? ["-x"] : [`-x -a ${list(value)}`];
}

/** Fish takes the list apart by itself, a second time. */
function list(offers: Exclude<Offers, "files">): string {
  return quoted(
    offers
      .map(([word, about]) => (about === "" ? quoted(word) : `${quoted(word)}\\t${quoted(about)}`))
      .join(" "),
  );
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}
