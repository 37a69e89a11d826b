import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The layers of the house, from the roof down; a file may import from its own and from lower ones. */
const LAYERS: Record<string, readonly RegExp[]> = {
  src: [
    /^src\/(index|metrics|shards|later|streamed)\.ts$/,
    /^src\/select-k\.ts$/,
    /^src\/models\//,
    /^src\/metrics\//,
    /^src\/shards\//,
    /^src\/statistics\//,
    /^src\/streams\//,
    /^src\/fitting\//,
    /^src\/starts\//,
    /^src\/em\.ts$/,
    /^src\/points\//,
    /^src\/threads\//,
    /^src\/questions\//,
    /^src\/search\//,
    /^src\/data\//,
    /^src\/core\//,
    /^src\/linear-algebra\//,
    /^src\/(check|exact-numbers|random|types)\.ts$/,
  ],
  assembly: [
    /^assembly\/(index|mixtures)\.ts$/,
    /^assembly\/sweeps\//,
    /^assembly\/sums\//,
    /^assembly\/(score|share)\//,
    /^assembly\/lanes\//,
  ],
};

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)].map(([, name]) => name);
  return specifiers
    .filter((name) => !/\.wasm(?:\?module)?$|\.txt$|package\.json$/.test(name))
    .map((name) => {
      const path = join(dirname(file), name.replace(/\.js$/, ""));
      return `${path}.ts`;
    });
}

describe.each(Object.keys(LAYERS))("%s", (folder) => {
  const files = sourceFiles(folder);
  const layer = (file: string) => LAYERS[folder].findIndex((pattern) => pattern.test(file));

  it("has a layer for every file", () => {
    expect(files.filter((file) => layer(file) < 0)).toEqual([]);
    expect(files.length).toBeGreaterThan(5);
  });

  it("imports point down or sideways, never up, and name files that exist", () => {
    for (const file of files) {
      for (const target of importsOf(file)) {
        expect(existsSync(join(root, target)), `${file} imports ${target}`).toBe(true);
        expect(target.startsWith(`${folder}/`), `${file} imports ${target}`).toBe(true);
        expect(layer(target), `${file} imports ${target}`).toBeGreaterThanOrEqual(layer(file));
      }
    }
  });

  it("has no circle", () => {
    const clear = new Set<string>();
    const visit = (file: string, path: readonly string[]) => {
      expect(path, [...path, file].join(" → ")).not.toContain(file);
      if (clear.has(file)) return;
      for (const target of importsOf(file)) visit(target, [...path, file]);
      clear.add(file);
    };
    for (const file of files) visit(file, []);
  });
});

describe("the outside", () => {
  it("uses the public door alone", () => {
    for (const file of [
      "cli/src",
      "bench",
      "docs/figures",
      "site/figures",
      "site/playground",
    ].flatMap(sourceFiles)) {
      for (const target of importsOf(file)) {
        const inside = relative(root, join(root, target)).startsWith("src/");
        expect(inside, `${file} imports ${target}`).toBe(false);
      }
    }
  });

  it("knows linear memory in the rooms of rows alone", () => {
    const knowing = sourceFiles("src").filter((file) =>
      /\b(?:core|mixtureKernels)\(\)|\.address\b|\.kernels\b/.test(
        readFileSync(join(root, file), "utf8"),
      ),
    );
    expect(knowing.length).toBeGreaterThan(8);
    for (const file of knowing)
      expect(file).toMatch(/^src\/(?:core|data|questions|search|shards|streams)\//);
  });

  it("knows how a platform gives the compiled core in one folder, and loads it in one file", () => {
    const matching = (pattern: RegExp) =>
      sourceFiles("src").filter((file) => pattern.test(readFileSync(join(root, file), "utf8")));
    expect(matching(/^import .*\.wasm/m).toSorted()).toEqual([
      "src/core/platforms/edge-light.ts",
      "src/core/platforms/embedded.ts",
      "src/core/platforms/workerd.ts",
    ]);
    // A worker takes in what it is posted.
    expect(matching(/platforms\//).toSorted()).toEqual([
      "src/core/load.ts",
      "src/threads/worker.ts",
    ]);
  });
});

describe("tests of what users see", () => {
  const files = sourceFiles("test/public");

  it("import the package by its name, so that each build is tested and not the source", () => {
    expect(files.length).toBeGreaterThan(5);
    const reaching = files.filter((file) =>
      importsOf(file).some((target) => target.startsWith("src/")),
    );
    expect(reaching).toEqual([]);
  });
});
