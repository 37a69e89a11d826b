import { wrapped } from "./display-width.js";
import { statusLine } from "./status-line.js";
import { colorsFor, wrapWidthFor } from "./terminal.js";
import { oneLine } from "./wording.js";

const colors = colorsFor(process.stderr);

/** Something the user should know about a run that goes on. */
export function note(message: string): void {
  say(message, colors.dim("note:"));
}

/** What a command is there to tell of that prints nothing else. */
export function tell(message: string): void {
  say(message);
}

/** Why a run ends here. */
export function complain(message: string): void {
  say(message, colors.red("error:"));
}

/** That a run ends here because the user wants it to. */
export function acknowledgeInterruption(): void {
  statusLine.clear();
  // A terminal has shown ^C at the start of the line.
  process.stderr.write(`${process.stderr.isTTY ? "\r" : ""}mixtura: interrupted\n`);
}

function say(message: string, label?: string): void {
  const line = oneLine(message);
  const labelled = label === undefined ? line : `${label} ${line}`;
  const text = wrapped(labelled, wrapWidthFor(process.stderr));
  statusLine.above(() => process.stderr.write(`${text}\n`));
}
