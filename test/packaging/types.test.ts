import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, inject, it } from "vitest";

const { folder } = inject("installed");

/** How a project finds its packages, and what its files are called for that. */
type Project = readonly [name: string, options: ts.CompilerOptions, extensions: readonly string[]];

const { ModuleKind, ModuleResolutionKind } = ts;
const bundler = { moduleResolution: ModuleResolutionKind.Bundler, module: ModuleKind.ESNext };
const node16 = { moduleResolution: ModuleResolutionKind.Node16, module: ModuleKind.Node16 };
const nodeNext = { moduleResolution: ModuleResolutionKind.NodeNext, module: ModuleKind.NodeNext };

const PROJECTS: readonly Project[] = [
  ["node16", node16, ["mts", "cts"]],
  ["nodenext", nodeNext, ["mts", "cts"]],
  ["bundler", bundler, ["ts"]],
  ["bundler, condition workerd", { ...bundler, customConditions: ["workerd"] }, ["ts"]],
  ["bundler, condition edge-light", { ...bundler, customConditions: ["edge-light"] }, ["ts"]],
];

/** Servers and workers need not know the types of browsers. */
const LIBS = [["es2022"], ["es2022", "dom"]];

beforeAll(() => {
  const consumer = fileURLToPath(new URL("consumer.ts", import.meta.url));
  for (const extension of ["ts", "mts", "cts"]) {
    copyFileSync(consumer, join(folder, `consumer.${extension}`));
  }
});

describe.each(PROJECTS)("a project that resolves by %s", (_, resolution, extensions) => {
  it.each(LIBS.map((lib) => [lib.join(" and "), lib] as const))("compiles with %s", (_, lib) => {
    const files = extensions.map((extension) => join(folder, `consumer.${extension}`));
    const program = ts.createProgram(files, {
      ...resolution,
      lib: lib.map((name) => `lib.${name}.d.ts`),
      target: ts.ScriptTarget.ES2022,
      types: [],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    });
    const found = ts.getPreEmitDiagnostics(program);
    expect(ts.formatDiagnostics(found, ts.createCompilerHost({}))).toBe("");
    // The installed declarations are what was read, not the checkout's.
    const declarations = program.getSourceFiles().map(({ fileName }) => fileName);
    const own = declarations.filter((file) => file.includes("/node_modules/mixtura/dist/"));
    expect(own.length).toBeGreaterThan(1);
    expect(own.filter((file) => !file.startsWith(folder))).toEqual([]);
  });
});
