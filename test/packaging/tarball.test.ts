import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { describe, expect, inject, it } from "vitest";
import { tarballOf } from "./install.js";
import { run } from "./run.js";

const installed = inject("installed");
const root = fileURLToPath(new URL("../..", import.meta.url));
const unpacked = join(installed.folder, "node_modules/mixtura");

/** Every file of the package, and what is in it. */
const files = readdirSync(unpacked, { recursive: true, encoding: "utf8" })
  .filter((file) => statSync(join(unpacked, file)).isFile())
  .map((file) => ({ file, text: readFileSync(join(unpacked, file), "latin1") }));

/** Paths that begin at the root of a file system: of this machine, and as they mostly look. */
const ABSOLUTE = [
  ...[root, tmpdir(), homedir()].map((path) => path.replace(/\/$/, "")),
  /(?<![\w.@~/-])\/(?:home|Users|root|tmp|private|var|opt|usr|mnt|srv)\/\w/,
  /\b[A-Za-z]:\\\w/,
  /\bfile:\/\//,
];

/**
 * What a file may load later, or make of a text: the package's own code for promises, streams and
 * threads; Node's module of threads, where there is no other way to it; and the worker, in Node.
 */
const ALLOWED = [
  /\bimport\("\.\/(?:later|streamed|muster|nobody)-[\w-]{8}\.js"\)/g,
  /\bimport\(\s*\/\* webpackIgnore: true \*\/\s*\/\* @vite-ignore \*\/\s*\/\* turbopackIgnore: true \*\/\s*\w+\s*\)/,
  /\beval:!0/,
];

/** What turns text into code, asks the network or loads something later. */
const RESTLESS = [
  // Not where an error tells of the policy 'wasm-unsafe-eval'.
  /(?<!wasm-unsafe-)\beval\b/,
  /\bFunction\s*\(/,
  /\bfetch\b/,
  /\bXMLHttpRequest\b/,
  /\bWebSocket\b/,
  /\bEventSource\b/,
  /\bimport\s*\(/,
];

function found(text: string, patterns: readonly (string | RegExp)[]): string[] {
  return patterns
    .filter((pattern) =>
      typeof pattern === "string" ? text.includes(pattern) : pattern.test(text),
    )
    .map(String);
}

describe("what is packed", () => {
  it("names no absolute path", () => {
    expect(files.length).toBeGreaterThan(10);
    for (const { file, text } of files) expect(found(text, ABSOLUTE), file).toEqual([]);
  });

  it("makes no code of text, asks no network, and loads nothing later but its own", () => {
    const scripts = files.filter(({ file }) => /\.[cm]?js$/.test(file));
    expect(scripts.length).toBeGreaterThan(5);
    for (const { file, text } of scripts) {
      const rest = ALLOWED.reduce((left, allowed) => left.replace(allowed, ""), text);
      expect(found(rest, RESTLESS), file).toEqual([]);
    }
  });

  it("is searched for them by patterns that find them", () => {
    const paths = [`"${root}src/index.ts"`, '"/home/a/b.ts"', "(/usr/lib/a)", "C:\\a", "file:///a"];
    for (const text of paths) expect(found(text, ABSOLUTE), text).not.toEqual([]);
    const restless = ["eval(a)", "new Function(a)", "fetch(a)", "new WebSocket(a)", 'import("a")'];
    for (const text of restless) expect(found(text, RESTLESS), text).not.toEqual([]);
    for (const text of ["a/b", "https://a.b/usr/lib", 'import a from "a"', "function (a) {}"]) {
      expect([...found(text, ABSOLUTE), ...found(text, RESTLESS)], text).toEqual([]);
    }
  });

  it("satisfies publint", async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(tarballOf(installed));
    const tarball = buffer.slice(byteOffset, byteOffset + byteLength);
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages).toEqual([]);
  });

  it("has types that are right for import and for require", async () => {
    const manifest = createRequire(import.meta.url).resolve("@arethetypeswrong/cli/package.json");
    const attw = join(dirname(manifest), "dist/index.js");
    // core.wasm is a file for platforms and bundlers, each of which has types of its own for it;
    // worker.js is one to copy, and exports nothing.
    const options = [
      "--no-definitely-typed",
      "--format=ascii",
      "--exclude-entrypoints",
      "./core.wasm",
      "./worker.js",
    ];
    const args = [attw, tarballOf(installed), ...options];
    expect(await run(process.execPath, args, installed.folder)).toContain("No problems found");
  });
});
