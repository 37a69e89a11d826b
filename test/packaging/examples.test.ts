import { readdirSync } from "node:fs";
import { describe, expect, inject, it } from "vitest";
import { blocksOf, copyExample, EXAMPLES, type Manifest, textOf } from "./example.js";
import { run } from "./run.js";

const installed = inject("installed");
const { version } = JSON.parse(textOf("../package.json")) as { version: string };
const NAMES = [
  ...["browser", "cloudflare-worker", "dask", "drop-a-file", "federated", "node-cjs", "node-esm"],
  ...["palette", "spark"],
];

/** Those that read files of whatever kind. */
const WITH_DATA = ["dask", "drop-a-file", "spark"];
/** Those whose rows others hold. */
const WITH_CLUSTER = ["dask", "spark"];

describe("the examples", () => {
  it("are these, and each stands in the list", () => {
    const folders = readdirSync(EXAMPLES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== "data")
      .map(({ name }) => name);
    expect(folders.toSorted()).toEqual(NAMES);
    for (const name of NAMES) expect(textOf("README.md")).toContain(`[${name}](${name})`);
  });

  it.each(NAMES)("%s depends on this version alone", (name) => {
    const { dependencies } = JSON.parse(textOf(`${name}/package.json`)) as Manifest;
    const own = { mixtura: `^${version}` };
    const data = WITH_DATA.includes(name) ? { "mixtura-data": `^${version}` } : {};
    const cluster = WITH_CLUSTER.includes(name) ? { "mixtura-cluster": `^${version}` } : {};
    expect(dependencies).toEqual({ ...own, ...data, ...cluster });
  });

  it("name this version where they name one", () => {
    const named = ["README.md", "browser/index.html", "palette/index.html"].flatMap((file) =>
      Array.from(textOf(file).matchAll(/mixtura[@-](\d[\d.]+\d)/g), ([, found]) => found),
    );
    expect(named).toEqual([version, version, version]);
  });

  it.each(["cloudflare-worker", "node-esm"])("%s has the penguins of examples/data", (name) => {
    const measured = textOf("data/penguins.csv")
      .split("\n")
      .map((line) => line.split(","))
      .filter(([, , length]) => length !== "NA")
      .map(([species, , ...rest]) => [species, ...rest.slice(0, 4)].join(","));
    expect(textOf(`${name}/penguins.csv`)).toBe(measured.join("\n"));
  });

  it("federated has them by island", () => {
    const measured = textOf("data/penguins.csv")
      .split("\n")
      .map((line) => line.split(","))
      .filter(([, , length]) => length !== "NA")
      .map((values) => values.slice(1, 6).join(","));
    expect(textOf("federated/penguins.csv")).toBe(measured.join("\n"));
  });

  it.each(["federated", "node-cjs", "node-esm"])(
    "%s prints what its README shows",
    async (name) => {
      const example = copyExample(name, installed);
      try {
        const [commands, output] = blocksOf(example.read("README.md"));
        const [first, ...rest] = commands.trim().split("\n");
        expect(first).toBe("npm install");
        let printed = "";
        for (const command of rest) {
          const [npm, ...words] = command.split(" ");
          printed += await run(npm, [...words, "--silent"], example.folder);
        }
        expect(printed).toBe(output);
        expect(printed.split("\n").length).toBeGreaterThan(8);
      } finally {
        example.remove();
      }
    },
  );
});
