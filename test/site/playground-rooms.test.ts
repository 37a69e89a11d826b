import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../site/playground", import.meta.url));

/** The rooms of the playground, from the roof down; a file may import from its own and from lower ones. */
const ROOMS = {
  "page.ts": "the playground alone, as a page of its own",
  "mount.ts": "the door: puts the playground into an element of a page",
  app: "all parts together: what the visitor's wishes do to the points, the run and the sheet",
  duel: "the same fit by others, loaded when it is asked for",
  controls: "what is set and pressed",
  panels: "what is told beside the sheet",
  export: "what is taken away: tables, figures, code and commands",
  view: "the sheet: how points, ground and clusters are drawn, and in which colours",
  share: "a state and the visitor's points as the text of a link or a file",
  run: "fits half-step by half-step, through the public door of mixtura alone",
  data: "points that one can choose, and those of files and pictures",
  state: "what a run and its picture are made of",
  "dom.ts": "elements in one expression",
};

/** What it has in common with the documentation's figures and the command: points, colours, and an eye for marks. */
const SHARED = [
  "../../docs/figures/data.ts",
  "../../cli/src/table/sentinels.ts",
  "../../cli/src/pictures/content/hues.ts",
  "../../cli/src/pictures/content/oklab.ts",
];

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".d.ts"),
);

/** The place of a file's room, counted from the roof; -1: there is no such room. */
function floor(file: string): number {
  return Object.keys(ROOMS).indexOf(dirname(file) === "." ? file : dirname(file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)]
    .map(([, name]) => join(dirname(file), name.replace(/\.js$/, ".ts")))
    .filter((target) => !target.endsWith(".css"));
}

describe("the rooms of the playground", () => {
  it("hold every file, and none is empty", () => {
    expect(files.filter((file) => floor(file) < 0)).toEqual([]);
    const taken = new Set(files.map(floor));
    expect(Object.keys(ROOMS).filter((_, place) => !taken.has(place))).toEqual([]);
  });

  it("import from their own and lower ones, never from higher ones", () => {
    for (const file of files) {
      for (const target of importsOf(file)) {
        expect(existsSync(join(root, target)), `${file} imports ${target}`).toBe(true);
        if (SHARED.includes(target)) continue;
        expect(floor(target), `${file} imports ${target}`).toBeGreaterThanOrEqual(floor(file));
      }
    }
  });

  it("use mixtura by its public door alone", () => {
    const packages = files.flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^."][^"]*)"/g)].map(([, name]) => name);
    });
    // The code that visitors take along names more.
    const used = packages.filter((name) => !name.startsWith("node:"));
    expect([...new Set(used)].toSorted()).toEqual(["mixtura", "ml-kmeans", "papaparse"]);
  });
});
