import { Argument, type Command } from "commander";
import { outlineOf } from "../completion/outline.js";
import { scripts } from "../completion/scripts.js";
import { oneOf } from "../options/parsers.js";
import { alternatives } from "../text/wording.js";

const examples = `
Examples:
  For this session of bash, of zsh, and of fish:
  $ source <(mixtura completion bash)
  $ source <(mixtura completion zsh)
  $ mixtura completion fish | source

  For every one to come, of fish, which reads scripts from this folder:
  $ mkdir -p ~/.config/fish/completions
  $ mixtura completion fish > ~/.config/fish/completions/mixtura.fish
`;

export function addCompletionCommand(program: Command): void {
  const shells = Object.keys(scripts);
  program
    .command("completion")
    .summary("print what makes the Tab key complete commands in a shell")
    .description(
      "Prints a script that tells a shell how to complete commands of mixtura, their\n" +
        "options, values and files. Nothing is installed: a shell takes it up where it is\n" +
        "sourced.",
    )
    .usage("<shell>")
    .addArgument(new Argument("<shell>", alternatives(shells)).argParser(oneOf(shells)))
    .addHelpText("after", examples)
    .action((shell: string) => {
      process.stdout.write(scripts[shell](outlineOf(program)));
    });
}
