import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { DOMParser } from "linkedom";
import { describe, expect, it } from "vitest";
import { examples, hasTerminal, workspace } from "../command.js";

const { mixtura, path, read, startOnTerminal, write } = workspace();

const penguins = `${examples}penguins.csv`;
const bills = ["-k", "3", "--columns", "bill_length_mm,bill_depth_mm", "--standardize"];

/** A built file of the command and all that it imports before it runs. */
function startingWith(file: string): string {
  const text = readFileSync(new URL(`../../../cli/dist/${file}`, import.meta.url), "utf8");
  const imports = text.matchAll(/^(?:import|\} from|export \* from)[^;]*?"\.\/([^"]+)";$/gm);
  return [text, ...Array.from(imports, ([, name]) => startingWith(name))].join("\n");
}

it("loads what draws only where something is to be drawn", () => {
  const start = startingWith("main.js");
  expect(start).toMatch(/from "commander"/);
  expect(start).toContain("--plot-columns");
  expect(start).not.toMatch(/from "(?:@observablehq\/plot|linkedom|@resvg\/resvg-js)"/);
  expect(start).toMatch(/import\("\.\/draw-\w+\.js"\)/);
});

describe("--plot", () => {
  it("draws a fit as SVG, the same bytes each time", async () => {
    const args = ["fit", penguins, ...bills, "-a", "gaussian", "--covariance", "full"];
    const { code, stdout } = await mixtura([...args, "--plot", "one.svg"]);
    expect(code).toBe(0);
    expect(stdout).toBe((await mixtura([...args, "--plot", "two.SVG"])).stdout);
    const svg = await read("one.svg");
    expect(await read("two.SVG")).toBe(svg);
    expect(svg).toContain(">Gaussian mixture, full covariance, k = 3<");
    expect(svg).toContain(">342 rows × 2 columns of penguins.csv (standardized)<");
    expect(svg).toContain("ellipses: one and two standard deviations");
    expect(svg.match(/<circle/g)!.length).toBe(342 + 3 + 3);
  });

  it("draws the same picture of a mixture with --standardize and without", async () => {
    const args = ["fit", penguins, "-k", "2", "-a", "gaussian", "--covariance", "full"];
    const columns = ["--columns", "bill_length_mm,bill_depth_mm,body_mass_g", "--plot", "x.svg"];
    const drawn: string[] = [];
    for (const standardize of [[], ["--standardize"]]) {
      await mixtura([...args, ...columns, ...standardize]);
      const svg = await read("x.svg");
      drawn.push(svg.replaceAll(" (standardized)", "").replace(/\d+\.\d/g, "x"));
    }
    expect(drawn[0].replace(/#\w{6}/g, "#")).toBe(drawn[1].replace(/#\w{6}/g, "#"));
  });

  it("draws spheres on one scale as wide as their columns", async () => {
    const args = ["fit", penguins, "-k", "1", "-a", "gaussian", "--standardize"];
    await mixtura([...args, "--columns", "bill_depth_mm,body_mass_g", "--plot", "sphere.svg"]);
    const svg = await read("sphere.svg");
    const [, path] = /aria-label="line"[^]*?<path [^>]*d="([^"]*)"/.exec(svg)!;
    const places = Array.from(path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g), ([, x, y]) =>
      [x, y].map(Number),
    );
    const extent = (axis: number) => {
      const values = places.map((place) => place[axis]);
      return Math.max(...values) - Math.min(...values);
    };
    expect(extent(0)).toBeGreaterThan(100);
    expect(extent(1)).toBeGreaterThan(100);
  });

  it("draws a fit as PNG", async () => {
    const { code } = await mixtura(["fit", penguins, ...bills, "--plot", "fit.png"]);
    expect(code).toBe(0);
    const png = readFileSync(path("fit.png"));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.readUInt32BE(16)).toBeGreaterThan(1500);
  });

  it("draws three algorithms side by side, a cluster with one number in all", async () => {
    const { code, stderr } = await mixtura(["compare", penguins, ...bills, "--plot", "three.svg"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "note: dropped 2 of 344 rows with missing values (lines 5 and 273)\n",
    });
    const svg = await read("three.svg");
    for (const title of ["k-means", "soft k-means", "Gaussian mixture"]) {
      expect(svg).toContain(`>${title}<`);
    }
    expect(svg).toContain(">three algorithms, k = 3<");
    // Where the number of a cluster is, in each of three panels of one size and the same axes.
    const document = new DOMParser().parseFromString(svg, "image/svg+xml") as unknown as Document;
    const numbers = document.querySelectorAll('g[aria-label="text"] text');
    const texts = Array.from(numbers, (text) => ({
      number: text.textContent,
      y: Number(/,([\d.]+)\)/.exec(text.getAttribute("transform") ?? "")?.[1]),
    })).filter(({ number }) => /^\d$/.test(number));
    expect(texts).toHaveLength(9);
    for (const number of ["0", "1", "2"]) {
      const [first, ...others] = texts.filter((text) => text.number === number);
      for (const { y } of others) expect(Math.abs(y - first.y)).toBeLessThan(60);
    }
  });

  it("draws chosen columns of a table without a header by their numbers", async () => {
    await write("plain.csv", "1,2,3\n4,5,7\n7,9,9\n");
    const args = ["fit", "plain.csv", "--no-header", "-k", "2", "--plot", "plain.svg"];
    expect((await mixtura([...args, "--plot-columns", "3,column 1"])).code).toBe(0);
    expect(await read("plain.svg")).toContain(">column 3<");
    expect(await read("plain.svg")).toContain(">column 1<");
    expect(await read("plain.svg")).not.toContain("principal");
    expect((await mixtura([...args, "--plot-columns", "2"])).code).toBe(0);
    expect(await read("plain.svg")).toContain('aria-label="rect"');
  });

  it("draws below the report in the terminal", async () => {
    const { code, stdout } = await mixtura(["fit", penguins, ...bills, "--plot", "-"]);
    expect(code).toBe(0);
    const without = await mixtura(["fit", penguins, ...bills]);
    expect(stdout.startsWith(`${without.stdout}\nk-means, k = 3\n`)).toBe(true);
    expect(stdout).toContain("\nclusters: a 0, b 1, c 2\n");
    const { stdout: three } = await mixtura(["compare", penguins, ...bills, "--plot", "-"]);
    expect(three.match(/└/g)).toHaveLength(3);
  });

  it.runIf(hasTerminal)("draws as wide as the terminal", async () => {
    const running = startOnTerminal(["fit", penguins, ...bills, "--plot", "-"], 50);
    await running.ended;
    const foot = running.said.split(/\r?\n/).find((line) => line.includes("└"))!;
    expect(foot.length).toBe(50);
  });
});

describe("refusals", () => {
  it.each([
    [
      "another kind of file",
      ["--plot", "x.pdf"],
      2,
      "ends in .svg or .png, or - for the terminal.",
    ],
    ["no name", ["--plot", ".svg"], 2, "ends in .svg or .png"],
    ["an empty path", ["--plot", ""], 2, "ends in .svg or .png"],
    ["columns without a picture", ["--plot-columns", "x"], 2, "'--plot', which is not given"],
    [
      "three columns",
      ["--plot", "none.svg", "--plot-columns", "x,y,z"],
      2,
      "two column names, or one",
    ],
    ["a column twice", ["--plot", "none.svg", "--plot-columns", "x,x"], 2, '"x" is named twice'],
    ["JSON on the same stream", ["--plot", "-", "--json"], 2, "both print to standard output"],
    [
      "one path for two files",
      ["--plot", "none.svg", "--labels", "./none.svg"],
      2,
      "the same file",
    ],
    [
      "a folder that is not there",
      ["--plot", "no/none.svg"],
      1,
      "cannot write no/none.svg: no such",
    ],
    [
      "a column that is not in use",
      ["--plot", "none.svg", "--plot-columns", "xx"],
      1,
      'points.csv: --plot-columns "xx" is not a column in use',
    ],
  ])("refuses %s before any work", async (_, args, exit, message) => {
    await write("points.csv", "x,y,z\n1,2,3\n4,5,6\n");
    const { code, stdout, stderr } = await mixtura(["fit", "points.csv", "-k", "1", ...args]);
    expect({ code, stdout }).toEqual({ code: exit, stdout: "" });
    expect(stderr).toContain(message);
    expect(existsSync(path("none.svg"))).toBe(false);
  });

  it("refuses in compare, too", async () => {
    for (const [args, message] of [
      [["--plot", "x.pdf"], "ends in .svg or .png"],
      [["--plot-columns", "x"], "'--plot', which is not given"],
      [["--plot", "no/x.png"], "cannot write no/x.png"],
    ] as const) {
      const { code, stderr } = await mixtura(["compare", "points.csv", "-k", "1", ...args]);
      expect(code).toBeGreaterThan(0);
      expect(stderr).toContain(message);
    }
  });

  it("leaves an old picture as it was where the fit fails, and nothing beside it", async () => {
    await write("old.svg", "old");
    const before = await readdir(path("."));
    const { code } = await mixtura(["fit", "points.csv", "-k", "3", "--plot", "old.svg"]);
    expect(code).toBe(1);
    expect(await read("old.svg")).toBe("old");
    expect(await readdir(path("."))).toEqual(before);
  });
});
