import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { publint } from "publint";
import { describe, expect, it } from "vitest";
import { textOf } from "../../embed-core.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8")) as Record<
  string,
  unknown
>;

function packedFiles(): string[] {
  const packed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ files }] = JSON.parse(packed) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

/** A file's name without the digest of what is in it. */
function withoutDigest(path: string): string {
  return path.replace(/(?<=^dist\/.*)-[\w-]{8}(?=(?:\.d)?\.c?[jt]s(?:\.map)?$)/, "-*");
}

describe("the package", () => {
  it("has no runtime dependency", () => {
    for (const kind of ["dependencies", "peerDependencies", "optionalDependencies"]) {
      expect(manifest[kind]).toBeUndefined();
    }
  });

  it("holds these files and no others", () => {
    const names = Array.from(new Set(packedFiles().map(withoutDigest))).toSorted();
    const scripts = names.filter((name) => /(?<!\.d)\.c?js$/.test(name));
    const maps = scripts
      .filter((name) => !name.endsWith("/worker.js"))
      .map((name) => `${name}.map`);
    const sources = readdirSync(`${root}/src`, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `src/${name}`);
    const others = names.filter((name) => ![...maps, ...sources].includes(name));
    expect(names).toEqual([...others, ...maps, ...sources].toSorted());
    expect(others).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist/core.wasm",
      "dist/edge-light/index.js",
      "dist/edge-light/later-*.js",
      "dist/edge-light/main-*.js",
      "dist/edge-light/metrics.js",
      "dist/edge-light/nobody-*.js",
      "dist/edge-light/shards.js",
      "dist/edge-light/streamed-*.js",
      "dist/fit-async-*.d.cts",
      "dist/fit-async-*.d.ts",
      "dist/index.cjs",
      "dist/index.d.cts",
      "dist/index.d.ts",
      "dist/index.js",
      "dist/later-*.cjs",
      "dist/later-*.js",
      "dist/main-*.cjs",
      "dist/main-*.js",
      "dist/metrics.cjs",
      "dist/metrics.d.cts",
      "dist/metrics.d.ts",
      "dist/metrics.js",
      "dist/muster-*.cjs",
      "dist/muster-*.js",
      "dist/points-*.d.cts",
      "dist/points-*.d.ts",
      "dist/shard-holders-*.d.cts",
      "dist/shard-holders-*.d.ts",
      "dist/shards.cjs",
      "dist/shards.d.cts",
      "dist/shards.d.ts",
      "dist/shards.js",
      "dist/streamed-*.cjs",
      "dist/streamed-*.js",
      "dist/worker.js",
      "dist/workerd/index.js",
      "dist/workerd/later-*.js",
      "dist/workerd/main-*.js",
      "dist/workerd/metrics.js",
      "dist/workerd/nobody-*.js",
      "dist/workerd/shards.js",
      "dist/workerd/streamed-*.js",
      "package.json",
    ]);
  });

  it("holds no file that the reference does not explain", () => {
    const reference = readFileSync(`${root}/docs/reference.md`, "utf8");
    for (const path of packedFiles().map(withoutDigest)) {
      const folder = /^dist\/([\w-]+\/)/.exec(path)?.[1];
      const alike = /\.(?:d\.c?ts|map)$/.exec(path)?.[0];
      const name = folder ?? (alike === undefined ? path : `*${alike}`);
      const explained = path.startsWith("dist/")
        ? name.replace("dist/", "")
        : path.startsWith("src/")
          ? "src/"
          : undefined;
      if (explained !== undefined) expect(reference, path).toContain(`\`${explained}\``);
      else expect(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]).toContain(path);
    }
  });

  it("satisfies publint", async () => {
    const { messages } = await publint({ pkgDir: root, strict: true });
    expect(messages).toEqual([]);
  });

  it.each([
    [
      "mixtura",
      [
        "GaussianMixture",
        "KMeans",
        "Points",
        "SoftKMeans",
        "Statistics",
        "closeThreads",
        "selectK",
        "selectKAsync",
        "setCore",
      ],
    ],
    [
      "mixtura/metrics",
      [
        "adjustedRandIndex",
        "calinskiHarabasz",
        "daviesBouldin",
        "normalizedMutualInformation",
        "silhouette",
        "silhouetteAsync",
        "silhouetteByCluster",
        "silhouetteByClusterAsync",
      ],
    ],
  ])("opens the same door by import and by require: %s", async (name, exported) => {
    const imported = (await import(name)) as Record<string, unknown>;
    const required = createRequire(import.meta.url)(name) as Record<string, unknown>;
    expect(Object.keys(required).toSorted()).toEqual(Object.keys(imported).toSorted());
    expect(Object.keys(imported).toSorted()).toEqual(exported);
  });

  it("has one Points and one core behind both doors, in both forms", () => {
    const program = `
      const points = Points.from([0, 1, 10, 11]);
      console.log(silhouette(points, KMeans.fit(points, { k: 2 }).labels));
    `;
    const imports = `
      import { KMeans, Points } from "mixtura";
      import { silhouette } from "mixtura/metrics";
    `;
    const requires = `
      const { KMeans, Points } = require("mixtura");
      const { silhouette } = require("mixtura/metrics");
    `;
    const run = (type: string, code: string) =>
      execFileSync(process.execPath, [`--input-type=${type}`, "--eval", code], {
        cwd: root,
        encoding: "utf8",
      });
    expect(run("module", imports + program)).toBe("0.899749373433584\n");
    expect(run("commonjs", requires + program)).toBe("0.899749373433584\n");
    for (const name of ["k-means", "mixtures"]) {
      const embedded = JSON.stringify(textOf(`${root}/build/release/${name}.wasm`));
      const copies = (file: string) =>
        readFileSync(`${root}/${file}`, "utf8").split(embedded).length - 1;
      for (const form of ["js", "cjs"]) {
        const files = packedFiles().filter((path) =>
          new RegExp(`^dist/[^/]*\\.${form}$`).test(path),
        );
        for (const file of files) if (!file.includes("main")) expect(copies(file), file).toBe(0);
        expect(files.reduce((sum, file) => sum + copies(file), 0)).toBe(1);
      }
    }
  });

  it("uses neither eval nor the network, and names nothing of the machine it was built on", () => {
    for (const file of packedFiles().filter((path) => /^dist\/.*\.c?js(?:\.map)?$/.test(path))) {
      const text = readFileSync(`${root}/${file}`, "utf8");
      expect(text).not.toMatch(/\beval\(|new Function|\bfetch\(|XMLHttpRequest/);
      expect(text).not.toContain(root);
    }
  });

  it("says what went wrong where nobody catches it, and little else", () => {
    const program = `KMeans.fit([[1, 2], [3, NaN]], { k: 2 })`;
    const written = {
      module: `import { KMeans } from "mixtura"; ${program}`,
      commonjs: `const { KMeans } = require("mixtura"); ${program}`,
    };
    for (const [type, text] of Object.entries(written)) {
      const args = [`--input-type=${type}`, "--eval", text];
      const { stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
      expect(stderr).toContain('RangeError: "points" expected finite numbers');
      expect(stderr.length).toBeLessThan(4000);
    }
  });

  it("keeps the names of what it gives", async () => {
    for (const door of ["index.js", "metrics.js", "shards.js"]) {
      const given = (await import(`${root}/dist/${door}`)) as Record<string, { name: string }>;
      expect(Object.values(given).map(({ name }) => name)).toEqual(Object.keys(given));
    }
  });

  it("has maps that lead to files it has", () => {
    const packed = packedFiles();
    let leading = 0;
    for (const file of packed.filter((path) => path.endsWith(".map"))) {
      const { sources } = JSON.parse(readFileSync(`${root}/${file}`, "utf8")) as {
        sources: string[];
      };
      for (const source of sources) expect(packed, file).toContain(join(dirname(file), source));
      leading += sources.length;
    }
    expect(leading).toBeGreaterThan(500);
  });

  it.each(["--input-type=module", "--input-type=commonjs"])(
    "tells in a stack where its source threw: %s",
    (type) => {
      const door = type.endsWith("module")
        ? 'import { KMeans } from "mixtura";'
        : 'const { KMeans } = require("mixtura");';
      const program = `${door} try { KMeans.fit([NaN], { k: 1 }); } catch (e) { console.log(e.stack); }`;
      const args = ["--enable-source-maps", "--stack-trace-limit=50", type, "--eval", program];
      const stack = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
      const [, file, line] = /(src\/points\/forms\.ts):(\d+)/.exec(stack)!;
      const lines = readFileSync(`${root}/${file}`, "utf8").split("\n");
      expect(lines[Number(line) - 1]).toContain("rangeError(");
      expect(stack).toContain("src/models/k-means/k-means.ts");
    },
  );
});

/** The names in an interface of src/core/kernels.ts. */
function named(face: string): string[] {
  const source = readFileSync(`${root}/src/core/kernels.ts`, "utf8");
  const body = new RegExp(`export interface ${face} [^{]*\\{\\n(.*?)\\n\\}`, "s").exec(source);
  return Array.from(body![1].matchAll(/^ {2}readonly (\w+):/gm), ([, name]) => name);
}

const K_MEANS = [...named("Kernels"), ...named("Sizes"), "memory", "heapBase"];
const MIXTURES = named("MixtureKernels");

describe.each([
  { name: "k-means", exported: K_MEANS, imported: [], most: 16 },
  { name: "mixtures", exported: MIXTURES, imported: ["env.memory"], most: 12 },
  { name: "core", exported: [...K_MEANS, ...MIXTURES], imported: [], most: 26 },
])("the compiled module $name", ({ name, exported, imported, most }) => {
  const wasm = readFileSync(`${root}/build/release/${name}.wasm`);
  const compiled = new WebAssembly.Module(wasm);

  it("exports its kernels and nothing else, and imports no function", () => {
    const imports = WebAssembly.Module.imports(compiled);
    expect(imports.map(({ module, name: what }) => `${module}.${what}`)).toEqual(imported);
    const exports = WebAssembly.Module.exports(compiled);
    expect(exports.map(({ name: what }) => what).toSorted()).toEqual(exported.toSorted());
  });

  it("is small", () => {
    expect(gzipSync(wasm).byteLength).toBeLessThan(most * 1024);
  });
});
