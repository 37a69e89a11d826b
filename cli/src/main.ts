import { Command, CommanderError } from "commander";
import { version } from "../package.json";
import { addCompareCommand } from "./commands/compare.js";
import { addCompletionCommand } from "./commands/completion.js";
import { addFitCommand } from "./commands/fit.js";
import { addHelpCommand } from "./commands/help.js";
import { addPredictCommand } from "./commands/predict.js";
import { addSampleCommand } from "./commands/sample.js";
import { addSelectCommand } from "./commands/select.js";
import { addStatusCommand } from "./commands/status.js";
import { addWorkerCommand } from "./commands/worker.js";
import { Interruption } from "./commands/interruptible.js";
import { WrongUsage } from "./files/errors.js";
import { missingCommand } from "./commands/missing-command.js";
import { mistakenOption } from "./options/mistaken.js";
import { complain } from "./text/notes.js";

const exitCodes = { unusable: 1, wrongUsage: 2 };

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever read the output (`| head -1`) has had enough.
  if (error.code === "EPIPE") return;
  complain(`cannot write to standard output: ${error.message}`);
  process.exitCode = exitCodes.unusable;
});
process.stderr.on("error", () => {
  // Nobody is left to tell.
});

/** The parser knows of no standard input. */
function withAdvice(message: string): string {
  return message === "missing required argument 'data'"
    ? `${message}: name a file, or - for standard input`
    : message;
}

const program = new Command("mixtura")
  .description("Cluster a table from the command line.")
  .version(version)
  .configureOutput({
    outputError: (text) => complain(withAdvice(text.replace(/^error: /, "").trimEnd())),
  })
  .exitOverride();
addFitCommand(program);
addCompareCommand(program);
addSelectCommand(program);
addPredictCommand(program);
addSampleCommand(program);
addWorkerCommand(program);
addStatusCommand(program);
addCompletionCommand(program);
addHelpCommand(program);

try {
  const args = process.argv.slice(2);
  // Before the parser, which would rather complain of a missing -k than of --k.
  const mistake = missingCommand(args[0], program) ?? mistakenOption(args, program);
  if (mistake !== undefined) program.error(mistake);
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) process.exitCode = exitCodes.wrongUsage;
  } else if (error instanceof Interruption) {
    process.exitCode = error.exitCode;
  } else {
    complain(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof WrongUsage ? exitCodes.wrongUsage : exitCodes.unusable;
  }
}
