import { wrapped } from "./display-width.js";
import { colorsFor, wrapWidthFor } from "./terminal.js";
import { oneLine } from "./wording.js";

const colors = colorsFor(process.stderr);

/** Something the user should know about a run that goes on. */
export function note(message: string): void {
  say(colors.dim("note:"), message);
}

/** Why a run ends here. */
export function complain(message: string): void {
  say(colors.red("error:"), message);
}

function say(label: string, message: string): void {
  process.stderr.write(
    `${wrapped(`${label} ${oneLine(message)}`, wrapWidthFor(process.stderr))}\n`,
  );
}
