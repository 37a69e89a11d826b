import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inPairs, timed } from "../cold-starts.js";
import { type Form, scripts } from "../programs.js";
import { run } from "../run.js";
import type { Report, Runtime, Threaded } from "../runtime.js";
import { missing } from "./installed.js";

/** A runtime that is a command: it runs a file and ends. */
interface Script {
  readonly name: string;
  /** How the package gets in; where that is not all, `note` says the rest. */
  readonly form: Form;
  readonly note?: string;
  /** The command's absolute path. */
  readonly command: string;
  /** What stands between the command and the file. */
  readonly args: readonly string[];
}

const EXTENSION: Record<Form, string> = { import: "mjs", require: "cjs" };

export function scripted({ name, form, note, command, args }: Script): Runtime {
  const described = [form, ...(note === undefined ? [] : [note])].join(", ");
  const stem = `${name} ${described}`.toLowerCase().replace(/[^a-z0-9]+/g, "-");

  /** Leaves a program in the folder, and gives what runs it there. */
  const place = (task: keyof typeof scripts, folder: string) => {
    const file = `${stem}-${task}.${EXTENSION[form]}`;
    writeFileSync(join(folder, file), scripts[task](form));
    return () => run(command, [...args, file], folder);
  };

  return {
    name,
    form: described,
    missing: () => missing(command),
    async version() {
      const [printed] = (await run(command, ["--version"], "/")).split("\n");
      return /\d+(?:\.\d+)+/.exec(printed)?.[0] ?? printed;
    },
    async conform({ folder }) {
      return JSON.parse(await place("conform", folder)()) as Report;
    },
    async threads({ folder }) {
      return JSON.parse(await place("threads", folder)()) as Threaded;
    },
    coldStarts({ folder }, pairs) {
      const [empty, fitted] = [place("empty", folder), place("fitted", folder)];
      return inPairs(pairs, { empty: () => timed(empty), fitted: () => timed(fitted) });
    },
  };
}
