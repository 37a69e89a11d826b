import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The layers of the house, from the roof down; a file may import from its own and from lower ones. */
const LAYERS: Record<string, readonly RegExp[]> = {
  src: [
    /^src\/(index|metrics)\.ts$/,
    /^src\/(models|metrics)\/[a-z-]+\.ts$/,
    /^src\/em\.ts$/,
    /^src\/(start|normal|points|empty-components|sources)\.ts$/,
    /^src\/wasm\/(platforms\/)?[a-z-]+(\.d)?\.ts$/,
    /^src\/(check|cholesky|eigen|groups|multiples|power-of-two|random|types)\.ts$/,
  ],
  assembly: [
    /^assembly\/index\.ts$/,
    /^assembly\/(hard|leads|look|mixture|survivors|seeding|magnitude)\.ts$/,
    /^assembly\/(score|densities|products|span|share|statistics|moments)\.ts$/,
    /^assembly\/(cholesky|forms)\.ts$/,
    /^assembly\/tile\.ts$/,
    /^assembly\/(address|first-look|lanes|exp|log)\.ts$/,
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
    .filter((name) => !/\.wasm(?:\?module)?$|package\.json$/.test(name))
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
    const visit = (file: string, path: readonly string[]) => {
      expect(path, [...path, file].join(" → ")).not.toContain(file);
      for (const target of importsOf(file)) visit(target, [...path, file]);
    };
    for (const file of files) visit(file, []);
  });
});

describe("the outside", () => {
  it("uses the public door alone", () => {
    for (const file of ["cli/src", "bench", "docs/figures"].flatMap(sourceFiles)) {
      for (const target of importsOf(file)) {
        const inside = relative(root, join(root, target)).startsWith("src/");
        expect(inside, `${file} imports ${target}`).toBe(false);
      }
    }
  });

  it("knows how a platform gives the compiled core in one folder, and loads it in one file", () => {
    const matching = (pattern: RegExp) =>
      sourceFiles("src").filter((file) => pattern.test(readFileSync(join(root, file), "utf8")));
    expect(matching(/^import .*\.wasm/m).toSorted()).toEqual([
      "src/wasm/platforms/edge-light.ts",
      "src/wasm/platforms/embedded.ts",
      "src/wasm/platforms/workerd.ts",
    ]);
    expect(matching(/platforms\//)).toEqual(["src/wasm/load.ts"]);
  });
});
