import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as Record<
  string,
  unknown
>;

describe("the package", () => {
  it("has no runtime dependency", () => {
    for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"]) {
      expect(manifest[kind]).toBeUndefined();
    }
  });

  it("holds these files and no others", () => {
    const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [{ files }] = JSON.parse(packed) as [{ files: { path: string }[] }];
    expect(files.map(({ path }) => path).toSorted()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "NOTICE",
      "README.md",
      "dist/index.cjs",
      "dist/index.d.cts",
      "dist/index.d.ts",
      "dist/index.js",
      "package.json",
    ]);
  });

  it("satisfies publint", async () => {
    const { messages } = await publint({ pkgDir: root, strict: true });
    expect(messages).toEqual([]);
  });

  it("opens the same door by import and by require", async () => {
    const imported = (await import("mixtura")) as Record<string, unknown>;
    const required = createRequire(import.meta.url)("mixtura") as Record<string, unknown>;
    expect(Object.keys(required).toSorted()).toEqual(Object.keys(imported).toSorted());
    expect(Object.keys(imported).toSorted()).toEqual(["KMeans", "Points"]);
  });

  it("uses neither eval nor the network, and names nothing of the machine it was built on", () => {
    for (const file of ["dist/index.js", "dist/index.cjs"]) {
      const text = readFileSync(`${root}/${file}`, "utf8");
      expect(text).not.toMatch(/\beval\(|new Function|\bfetch\(|XMLHttpRequest/);
      expect(text).not.toContain(root);
    }
  });
});

describe("the compiled core", () => {
  it("exports its kernels and nothing else, and imports nothing", () => {
    const module = new WebAssembly.Module(readFileSync(`${root}/build/release.wasm`));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const twice = (name: string) => [`${name}_f32`, `${name}_f64`];
    expect(
      WebAssembly.Module.exports(module)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(
      [
        ...twice("candidatesBlock"),
        ...twice("distancesBlock"),
        "drawBlock",
        "fold",
        ...twice("hardBlock"),
        "heapBase",
        ...twice("labelledBlock"),
        ...twice("largestMagnitude"),
        ...twice("lowerBlock"),
        "memory",
        "potentialBlock",
      ].toSorted(),
    );
  });

  it("is small", () => {
    expect(readFileSync(`${root}/build/release.wasm`).byteLength).toBeLessThan(8 * 1024);
  });
});
