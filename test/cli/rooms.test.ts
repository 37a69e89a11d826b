import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../cli/src", import.meta.url));

/** The rooms of the command, from the roof down; a file may import from its own and from lower ones. */
const ROOMS = {
  "main.ts": "starts the command, and ends it with an exit code",
  commands:
    "fit, compare, select, predict, sample, worker and status from their help to their output, what ends them early, " +
    "what to say where none is named, and what else the command is asked for",
  rewriting:
    "a table written again with further columns, a file each way: bytes that stay, and values",
  completion: "what a shell may complete of the command, and a script for each shell",
  help: "pages on topics that no single command is about",
  pictures: "what came of a fit as a picture, and the file or text that is made of it",
  "pictures/svg": "pictures as SVG",
  "pictures/terminal": "pictures as characters, in braille or letters",
  "pictures/content":
    "what pictures show, as plain data: clusters, criteria, axes, colours, samples",
  report: "what has been found, as tables and remarks for people, and as JSON and CSV for programs",
  algorithms:
    "what tells one algorithm from another, how one is chosen, how far a fit is, and its result",
  options: "the options that commands share, what their values may be, and mistakes in them",
  streams: "tables that are read again and again, and what is known of them after the first time",
  cluster: "many machines: their package, their Redis, fits on them, and what a worker tells",
  table: "rows to numbers in columns: names, missing values, scales, and notes on what is odd",
  formats: "bytes to the rows or columns of a table, a file each format, and gzip around them",
  records:
    "bytes to records: encoding, delimiter, how long a record may be, and how far reading is",
  files: "what is read and written: where it is, whether it is the same file, why it fails",
  text: "words, figures, widths and the line of progress: how anything is said at a terminal",
};

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);

/** The place of a file's room, counted from the roof; -1: there is no such room. */
function floor(file: string): number {
  // Only main.ts stands outside of rooms.
  return Object.keys(ROOMS).indexOf(file === "main.ts" ? file : dirname(file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)]
    .map(([, name]) => join(dirname(file), name.replace(/\.js$/, ".ts")))
    .filter((target) => target !== "../package.json");
}

describe("the rooms of the command", () => {
  it("hold every file, and none is empty", () => {
    expect(files.filter((file) => floor(file) < 0)).toEqual([]);
    const taken = new Set(files.map(floor));
    expect(Object.keys(ROOMS).filter((_, place) => !taken.has(place))).toEqual([]);
  });

  it("import from their own and lower ones, never from higher ones", () => {
    for (const file of files) {
      for (const target of importsOf(file)) {
        expect(existsSync(join(root, target)), `${file} imports ${target}`).toBe(true);
        expect(floor(target), `${file} imports ${target}`).toBeGreaterThanOrEqual(floor(file));
      }
    }
  });

  it("have no circle", () => {
    const checked = new Set<string>();
    const visit = (file: string, path: readonly string[]) => {
      expect(path, [...path, file].join(" → ")).not.toContain(file);
      if (checked.has(file)) return;
      for (const target of importsOf(file)) visit(target, [...path, file]);
      checked.add(file);
    };
    for (const file of files) visit(file, []);
  });
});
