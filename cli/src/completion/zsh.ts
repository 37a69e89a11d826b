import type { Offers } from "../options/parsers.js";
import { flagsOf, type CommandOutline, type OptionOutline, type Outline } from "./outline.js";

export function zshScript({ name, options, commands }: Outline): string {
  const names = commands.map((command) => `${command.name}:${escaped(command.about)}`);
  return `#compdef ${name}
# Completion of ${name} for zsh: source <(${name} completion zsh)

_${name}() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  _arguments -C ${specs([...options.map(optionSpec), "1: :->command", "*:: :->rest"], 4)} && return
  case $state in
    command)
      local -a commands=(${names.map((text) => `\n        ${quoted(text)}`).join("")}
      )
      _describe command commands
      ;;
    rest)
      case $words[1] in
${commands.map(commandCase).join("")}      esac
      ;;
  esac
}

# Loaded by zsh from its fpath it is to complete at once; sourced, to be known.
if [[ $funcstack[1] == _${name} ]]; then
  _${name} "$@"
else
  compdef _${name} ${name}
fi
`;
}

function commandCase({ name, options, operands }: CommandOutline): string {
  const all = options.map(optionSpec);
  if (operands !== undefined) all.push(`*: :${action(operands)}`);
  return `        ${name})
          _arguments ${specs(all, 12)}
          ;;
`;
}

function specs(all: readonly string[], indent: number): string {
  return all.map((spec) => `\\\n${" ".repeat(indent)}${quoted(spec)}`).join(" ");
}

/** One for both flags of an option would have to be taken apart by the shell: braces. */
function optionSpec(option: OptionOutline): string {
  const { short, long, about, value } = option;
  const takes =
    value === undefined ? "" : `:${about === "" ? "value" : escaped(about)}:${action(value ?? [])}`;
  const flags = flagsOf(option);
  const exclusive = flags.length > 1 ? `(${flags.join(" ")})` : "";
  const written = value === undefined ? flags : [short && `${short}+`, long && `${long}=`];
  return written
    .filter((flag) => flag !== undefined)
    .map((flag) => `${exclusive}${flag}[${escaped(about)}]${takes}`)
    .join("\0");
}

function action(offers: Offers): string {
  if (offers === "files") return "_files";
  // Where nothing is known there is a message alone.
  if (offers.length === 0) return " ";
  return `((${offers.map(([word, about]) => (about === "" ? word : `${word}\\:${bare(about)}`)).join(" ")}))`;
}

function bare(text: string): string {
  return text.replace(/[^\w-]/gu, (character) => `\\${character}`);
}

function escaped(text: string): string {
  return text.replace(/[\\[\]:]/g, (character) => `\\${character}`);
}

function quoted(text: string): string {
  return text
    .split("\0")
    .map((part) => `'${part.replaceAll("'", "'\\''")}'`)
    .join(" ");
}
