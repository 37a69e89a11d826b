import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { clustersPicture } from "../../../cli/src/pictures/content/clusters-picture.js";
import { criterionPicture } from "../../../cli/src/pictures/content/criterion-picture.js";
import { terminalPicture } from "../../../cli/src/pictures/terminal/draw.js";
import { lookOf, type Look } from "../../../cli/src/pictures/terminal/look.js";
import { displayWidth } from "../../../cli/src/text/display-width.js";
import { escapesShown } from "../command.js";
import { groups } from "./shown.js";

const colored: Look = { width: 60, colors: "all", unicode: true };
const plain: Look = { width: 60, colors: 0, unicode: true };
const ascii: Look = { width: 60, colors: 0, unicode: false };

const { options, clusters } = groups(3, 2);
const scatter = clustersPicture(options, [clusters]);
const line = clustersPicture(groups(3, 1).options, [groups(3, 1).clusters]);
const criterion = criterionPicture({
  title: "Gaussian mixture",
  subtitle: "342 rows × 4 columns of penguins.csv",
  name: "BIC",
  best: "lowest",
  values: [
    [1, 2553],
    [2, 2310],
    [3, 2250],
    [4, 2275],
    [5, 2290],
  ],
  chosen: 3,
});

describe("at 60 columns", () => {
  it.each([
    ["scatter", scatter],
    ["line", line],
    ["criterion", criterion],
  ])("draws a %s", async (name, picture) => {
    await expect(terminalPicture(picture, plain)).toMatchFileSnapshot(`shown/${name}-plain.txt`);
    await expect(terminalPicture(picture, ascii)).toMatchFileSnapshot(`shown/${name}-ascii.txt`);
    await expect(stripVTControlCharacters(terminalPicture(picture, colored))).toMatchFileSnapshot(
      `shown/${name}-braille.txt`,
    );
  });

  it("has no escape and no letter beyond ASCII where there are none", () => {
    expect(terminalPicture(scatter, plain)).not.toContain("\x1b");
    // The title and the names come from elsewhere.
    const drawn = terminalPicture({ ...scatter, subtitle: "" }, ascii);
    expect(drawn).toMatch(/^[\n -~]+$/);
    expect(terminalPicture(scatter, plain)).toMatch(/clusters: a 0, b 1, c 2/);
    expect(terminalPicture(scatter, colored)).not.toContain("clusters: a");
  });

  it("colours dots, and numbers on the colour of their cluster", () => {
    const all = escapesShown(terminalPicture(scatter, colored));
    expect(all).toContain("␛[38;2;63;144;218m");
    expect(all).toContain("␛[1;38;2;0;0;0;48;2;255;169;14m 1 ␛[0m");
    expect(all).toContain("␛[1;38;2;255;255;255;48;2;189;31;1m 2 ␛[0m");
    const sixteen = escapesShown(terminalPicture(scatter, { ...colored, colors: 16 }));
    expect(sixteen).toContain("␛[94m");
    expect(sixteen).toContain("␛[1;7;33m 1 ␛[0m");
    expect(sixteen).not.toContain("38;2");
    expect(stripVTControlCharacters(terminalPicture(scatter, colored))).toBe(
      stripVTControlCharacters(terminalPicture(scatter, { ...colored, colors: 16 })),
    );
  });
});

it.each([20, 40, 60, 100, 300])("stays within %i columns", (width) => {
  for (const picture of [scatter, line, criterion]) {
    for (const look of [colored, plain, ascii]) {
      const lines = terminalPicture(picture, { ...look, width }).split("\n");
      const drawing = lines.filter((line) => /[│|└+]/.test(line));
      expect(drawing.length).toBeGreaterThan(10);
      for (const line of lines) {
        // Words are not cut.
        if (line.includes(" ")) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(width, 30));
      }
    }
  }
});

it("draws panels below each other, and numbers of twelve clusters", () => {
  const many = groups(12, 10);
  const colors = terminalPicture(clustersPicture(many.options, [many.clusters]), colored);
  expect(colors).toContain("48;2;63;144;218m");
  // #005449 is hardly seen on black.
  expect(colors).not.toContain("8;2;0;84;73m");
  const titled = (title: string) => ({ ...many.clusters, title });
  const drawn = stripVTControlCharacters(
    terminalPicture(clustersPicture(many.options, [titled("one"), titled("two")]), colored),
  );
  expect(drawn.indexOf("\ntwo\n")).toBeGreaterThan(drawn.indexOf("\none\n"));
  for (let c = 0; c < 12; c++) expect(drawn.split(` ${c} `).length).toBeGreaterThan(2);
});

describe("what a terminal can show", () => {
  const file = { isTTY: false, fd: 1, columns: 200 } as unknown as NodeJS.WriteStream & {
    readonly fd: number;
  };

  it("is 80 columns without colour where it is none", () => {
    expect(lookOf(file, {})).toEqual({ width: 80, colors: 0, unicode: true });
  });

  it.each([
    [{ LANG: "en_US.UTF-8" }, true],
    [{ LANG: "de_DE.utf8" }, true],
    [{ LANG: "C" }, false],
    [{ LC_ALL: "C.UTF-8", LANG: "C" }, true],
    [{ LC_ALL: "POSIX", LANG: "en_US.UTF-8" }, false],
    [{ LANG: "", TERM: "linux" }, false],
    [{ TERM: "dumb" }, false],
  ])("is Unicode or not: %o", (env, unicode) => {
    expect(lookOf(file, env).unicode).toBe(unicode);
  });
});
