import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { compileFunction } from "node:vm";
import * as mixtura from "mixtura";
import * as metrics from "mixtura/metrics";
import * as shards from "mixtura/shards";
import { openSource } from "mixtura-data";
import ts from "typescript";
import { afterAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every `@example` of the library's doc comments. */
function docExamples(): [string, string][] {
  return readdirSync(`${root}/src`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(`${root}/src/${file}`, "utf8");
      const comments = [...text.matchAll(/@example\n((?:\s*\* .*\n)+)/g)];
      return comments.map(({ 1: lines, index }): [string, string] => [
        `${file}:${text.slice(0, index).split("\n").length}`,
        lines.replace(/^\s*\* /gm, ""),
      ]);
    });
}

/** Every JavaScript or TypeScript block of a Markdown file. */
function markdownExamples(file: string): [string, string][] {
  const text = readFileSync(`${root}/${file}`, "utf8");
  return [...text.matchAll(/```(?:js|ts)\n([\s\S]*?)```/g)].map(({ 1: code, index }) => [
    `${file}:${text.slice(0, index).split("\n").length}`,
    code,
  ]);
}

const plain = (value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;

/** What examples write, others read: a folder of their own, in which there is a table. */
const folder = mkdtempSync(join(tmpdir(), "mixtura-examples-"));
copyFileSync(`${root}/examples/data/penguins.csv`, join(folder, "penguins.csv"));
afterAll(() => rmSync(folder, { recursive: true }));
const files = {
  readFileSync: (name: string, encoding: BufferEncoding) =>
    readFileSync(join(folder, name), encoding),
  writeFileSync: (name: string, text: string) => writeFileSync(join(folder, name), text),
  openSource: (name: string, options?: object) => openSource(join(folder, name), options),
};

const doors = { ...mixtura, ...metrics, ...shards, ...files };

/**
 * Runs an example. Where a line is an expression with a comment behind it that is an expression
 * too, the two have to be equal; so have what a line logs and the comment behind it.
 */
async function run(code: string): Promise<number> {
  let checks = 0;
  const check = (got: unknown, expected: unknown) => {
    checks += 1;
    expect(isDeepStrictEqual(plain(got), expected), `got ${JSON.stringify(plain(got))}`).toBe(true);
  };
  const checked = code
    .replace(/^import .*;\n/gm, "")
    .replace(/^console\.log\((.+)\); \/\/ /gm, "$1; // ")
    .replace(
      /^(?!const |let |\/\/| )(.+); \/\/ (true|false|-?[\d.]+|\[.*\]|".*")$/gm,
      "check($1, $2);",
    );
  const { outputText } = ts.transpileModule(checked, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const names = Object.keys(doors).join(", ");
  const body = `"use strict"; const { ${names} } = doors; return (async () => {\n${outputText}\n})()`;
  const quiet = { log: () => {}, table: () => {} };
  const example = compileFunction(body, ["doors", "check", "console"]) as (
    ...args: unknown[]
  ) => Promise<void>;
  await example(doors, check, quiet);
  return checks;
}

const PAGES = ["README.md", "docs/recipes.md", "docs/reference.md", "docs/algorithms.md"];
const GUIDES = readdirSync(`${root}/site/guides`).map((file) => `site/guides/${file}`);
const examples = [...docExamples(), ...[...PAGES, ...GUIDES].flatMap(markdownExamples)];

describe("guides", () => {
  it.each(GUIDES)("%s has code in languages that are run, or looked at", (file) => {
    const text = readFileSync(`${root}/${file}`, "utf8");
    const fences = [...text.matchAll(/^```(\S+)/gm)].map(([, language]) => language);
    for (const language of fences) expect(["js", "ts", "sh", "html"]).toContain(language);
  });
});

describe("examples run and show what they say", () => {
  it.each(examples)("%s", async (_, code) => {
    await run(code);
  });

  it("and there are some that are checked", async () => {
    expect(examples.length).toBeGreaterThan(40);
    let checks = 0;
    for (const [, code] of examples) checks += await run(code);
    expect(checks).toBeGreaterThan(40);
    await expect(run("1 + 1; // 3\n")).rejects.toThrow("got 2");
  });
});
