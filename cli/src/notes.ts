import { colorsFor } from "./terminal.js";
import { oneLine } from "./wording.js";

const colors = colorsFor(process.stderr);

/** Something the user should know about a run that goes on. */
export function note(message: string): void {
  process.stderr.write(`${colors.dim("note:")} ${oneLine(message)}\n`);
}

/** Why a run ends here. */
export function complain(message: string): void {
  process.stderr.write(`${colors.red("error:")} ${oneLine(message)}\n`);
}
