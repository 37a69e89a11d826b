import type { Command } from "commander";
import type { Question } from "../algorithms/streamed-answers.js";
import { print, writeFiles, type OutputFile } from "../files/output.js";
import type { OutputForm } from "../rewriting/form.js";
import { streamedForm, streamedTable } from "../rewriting/streamed.js";
import { checkPrinted, type OutputOptions } from "./table-output.js";

/** How a table that is streamed is to be written; undefined: nobody wants it. */
export async function streamOutput(
  data: string,
  options: OutputOptions,
  command: Command,
): Promise<OutputForm | undefined> {
  if (options.output === undefined) return undefined;
  const form = streamedForm(options.output);
  if (options.output === "-") await checkPrinted(data, options, command);
  return form;
}

/** Writes files, all or none, with the table among them, or prints it after them. */
export async function writeStreamed(
  files: readonly OutputFile[],
  form: OutputForm | undefined,
  question: Question,
  signal: AbortSignal,
): Promise<void> {
  const path = form?.path;
  const table = form && streamedTable(question, form);
  const all =
    table === undefined || path === undefined || path === "-"
      ? files
      : [...files, { path, content: table }];
  await writeFiles(all, signal);
  if (table !== undefined && path === "-") await print(table, signal);
}
