import type { Command } from "commander";
import type { Asked, RowAnswers } from "../algorithms/row-answers.js";
import { WrongUsage } from "../files/errors.js";
import { isStandardOutput } from "../files/identity.js";
import { kept, type Kept } from "../files/kept.js";
import { kinds } from "../files/kinds.js";
import { print, writeFiles, type OutputFile } from "../files/output.js";
import { sourceOf, type Format } from "../files/source.js";
import { addedTo } from "../rewriting/added.js";
import { outputForm, type OutputForm } from "../rewriting/form.js";
import { noteNames, tableWith } from "../rewriting/output.js";
import type { Dataset } from "../table/dataset.js";

/** Where a table is to be written again, and what else is to be printed. */
export interface OutputOptions extends Asked {
  readonly output?: string;
  readonly labels?: string;
  readonly plot?: string;
  readonly json?: true;
}

/** A table that is to be written again once it has been read. */
export interface TableOutput {
  readonly kept: Kept;
  readonly form: OutputForm;
}

/** Fails early where it cannot be, its path apart; undefined: nobody wants it. */
export async function tableOutput(
  data: string,
  { output, ...options }: OutputOptions & Format,
  command: Command,
): Promise<TableOutput | undefined> {
  if (output === undefined) return undefined;
  const source = sourceOf(data, options);
  const form = outputForm(output, source);
  if (output === "-") {
    await checkPrinted(data, options, command);
    if (process.stdout.isTTY && kinds[form.kind].place === "row") {
      throw new WrongUsage(`--output - would print ${form.kind} on the terminal; give it a file`);
    }
  }
  return { kept: kept(data, source), form };
}

/** Fails where a table cannot be printed. */
export async function checkPrinted(
  data: string,
  { json, plot }: OutputOptions,
  command: Command,
): Promise<void> {
  const other = json ? "--json" : plot === "-" ? "--plot -" : undefined;
  if (other !== undefined) {
    command.error(
      `error: --output - and ${other} both print to standard output; give --output a file`,
    );
  }
  if (await isStandardOutput(data)) {
    command.error(`error: DATA and --output are the same file, ${data}`);
  }
}

/** The path of the file that is to be written; undefined: there is none. */
export function outputFile({ output }: OutputOptions): string | undefined {
  return output === "-" ? undefined : output;
}

/** Where the report belongs: not among the rows of a table. */
export function reportStream({ output }: OutputOptions): NodeJS.WriteStream & { fd: 1 | 2 } {
  return output === "-" ? process.stderr : process.stdout;
}

/** Writes files, all or none, with the table among them, or prints it after them. */
export async function writeWithTable(
  files: readonly OutputFile[],
  output: TableOutput | undefined,
  dataset: Dataset,
  answers: RowAnswers,
  signal: AbortSignal,
): Promise<void> {
  if (output === undefined) {
    await writeFiles(files, signal);
    return;
  }
  const { kept, form } = output;
  const added = addedTo(dataset, answers);
  noteNames(added, dataset, kept.source, form);
  const { path } = form;
  const content = tableWith(added, dataset, kept, form, signal);
  await writeFiles(path === "-" ? files : [...files, { path, content }], signal);
  if (path === "-") await print(content, signal);
}
