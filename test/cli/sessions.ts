import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { examples, timeNote, typed } from "./command.js";

/** The documents that show the command at work, from the root of the repository. */
export const documents = ["cli/README.md", "docs/walk-through.md"] as const;

/** A picture that a command of a document draws, and where the document shows it. */
export const drawn = {
  document: "docs/walk-through.md",
  file: "kinds.svg",
  shown: "docs/walk-through.svg",
} as const;

const root = fileURLToPath(new URL("../../", import.meta.url));
const pattern = /(```console\n\$ ((?:.*\\\n)*.*)\n)([^]*?)```/g;

/** What a document shows of the command: what is typed, and what is printed. */
export interface Session {
  readonly command: string;
  readonly shown: string;
}

export function sessionsIn(text: string): Session[] {
  return Array.from(text.matchAll(pattern), ([, , command, shown]) => ({ command, shown }));
}

export function textOf(document: string): Promise<string> {
  return readFile(join(root, document), "utf8");
}

/** A copy of the example data, in which the commands of a document run one after the other. */
export async function desk() {
  const folder = await mkdtemp(join(tmpdir(), "mixtura-desk-"));
  await cp(examples, folder, { recursive: true });
  return {
    /** What a command prints, the time that it took left out. */
    async run(command: string): Promise<string> {
      const { stdout, stderr } = await typed(command, folder);
      // In Markdown lines end in LF, whatever they end in where they come from.
      return `${stderr}${stdout}`.replaceAll("\r\n", "\n").trimEnd();
    },
    read: (name: string) => readFile(join(folder, name), "utf8"),
    clear: () => rm(folder, { recursive: true }),
  };
}

export type Desk = Awaited<ReturnType<typeof desk>>;

/** The text with what its commands print now; of the time that fits took, what it had. */
export async function rerun(text: string, here: Desk): Promise<string> {
  let at = 0;
  let written = "";
  for (const match of text.matchAll(pattern)) {
    const [whole, prompt, command, shown] = match;
    const [time = ""] = timeNote.exec(shown) ?? [];
    const printed = await here.run(command);
    written += text.slice(at, match.index) + prompt + printed;
    written += `${printed === "" ? "" : "\n"}${time}\`\`\``;
    at = match.index + whole.length;
  }
  return written + text.slice(at);
}
