import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itWith } from "../packaging/it-with.js";
import { examples, mixtura } from "./command.js";

const windows = process.platform === "win32";
const executable = fileURLToPath(new URL("../../cli/bin/mixtura.js", import.meta.url));

const commands = [
  ...["fit", "compare", "select", "predict", "sample", "worker", "status"],
  ...["completion", "help"],
];
const topics = ["algorithms", "data", "diagnostics", "machines"];

/** Those whose examples need a shell, or a Redis and several machines. */
const elsewhere = ["completion", "worker", "status", "machines"];

/** The commands that a page shows at work, continued lines and all. */
function examplesIn(page: string): string[] {
  return Array.from(page.matchAll(/^ +\$ ((?:.*[\\|]\n)*.*)$/gm), ([, example]) => example);
}

async function pageOf(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await mixtura(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe.skipIf(windows)("examples", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mixtura-examples-"));
    await cp(examples, folder, { recursive: true });
    await mkdir(path("bin"));
    await writeFile(
      path("bin/mixtura"),
      `#!/bin/sh\nexec "${process.execPath}" "${executable}" "$@"\n`,
    );
    await chmod(path("bin/mixtura"), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true }));

  function run(shell: string, args: readonly string[]): string {
    const env = {
      ...process.env,
      HOME: folder,
      PATH: `${path("bin")}${delimiter}${process.env["PATH"]}`,
    };
    const { status, stdout, stderr } = spawnSync(shell, args, {
      cwd: folder,
      env,
      encoding: "utf8",
    });
    expect(status, `${args.join(" ")}\n${stderr}`).toBe(0);
    expect(stderr).not.toMatch(/error|not found/);
    return stdout;
  }

  it.each([
    ...commands.filter((name) => !elsewhere.includes(name)).map((name) => [name, "--help"]),
    ...topics.filter((name) => !elsewhere.includes(name)).map((name) => ["help", name]),
  ])("of mixtura %s %s run as they stand, one after the other", async (...args) => {
    const shown = examplesIn(await pageOf(args));
    expect(shown.length).toBeGreaterThan(1);
    for (const example of shown) {
      expect(example).toContain("mixtura ");
      run("sh", ["-ec", example]);
    }
    if (args[0] === "fit") {
      expect(await readFile(path("penguins.svg"), "utf8")).toMatch(/^<svg /);
      const { sizes } = JSON.parse(await readFile(path("clusters.json"), "utf8")) as {
        sizes: number[];
      };
      expect(sizes).toHaveLength(3);
    }
  });

  const shells = {
    bash: ["--norc", "-ec"],
    // It completes nothing before it is told to.
    zsh: ["-fc"],
    fish: ["--no-config", "-c"],
  };
  for (const [shell, args] of Object.entries(shells)) {
    const there = spawnSync(shell, ["--version"]).status === 0;
    itWith(there ? undefined : `no ${shell} here`, `of completion run in ${shell}`, async () => {
      const shown = examplesIn(await pageOf(["completion", "--help"]));
      const own = shown.filter((line) => line.includes(shell));
      expect(own.length).toBeGreaterThan(0);
      const before = shell === "zsh" ? "autoload -U compinit && compinit -D -u;" : "";
      for (const line of own) run(shell, [...args, `${before} ${line}`]);
    });
  }
});

describe("help", () => {
  it("lists commands and topics, and has a short page for each", async () => {
    const all = await pageOf(["--help"]);
    expect(await pageOf(["help"])).toBe(all);
    for (const name of [...commands, ...topics])
      expect(all).toMatch(new RegExp(`^  ${name} `, "m"));
    for (const name of commands) {
      expect(await pageOf(["help", name])).toBe(await pageOf([name, "--help"]));
    }
    for (const name of [...commands, ...topics]) {
      const lines = (await pageOf(["help", name])).trimEnd().split("\n");
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
      if (topics.includes(name)) expect(lines.length).toBeLessThanOrEqual(60);
    }
  });

  it("names what there is", async () => {
    const flags = new Set<string>();
    for (const name of commands) {
      for (const [flag] of (await pageOf([name, "--help"])).matchAll(/--[a-z-]+/g)) flags.add(flag);
    }
    for (const topic of topics) {
      const page = await pageOf(["help", topic]);
      for (const [flag] of page.matchAll(/--[a-z][a-z-]*/g)) expect([...flags]).toContain(flag);
      for (const [, name] of page.matchAll(/mixtura (\w+)/g)) expect(commands).toContain(name);
      for (const [, name] of page.matchAll(/mixtura help (\w+)/g)) expect(topics).toContain(name);
    }
    const page = await pageOf(["help", "algorithms"]);
    for (const word of ["kmeans", "soft", "gaussian", "spherical", "diagonal", "tied", "full"]) {
      expect(page).toContain(word);
    }
  });

  it("tells of every diagnostic that the library has, and of each cause", async () => {
    const root = fileURLToPath(new URL("../../src", import.meta.url));
    const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(root, file), "utf8"))
      .join("\n");
    const found = Array.from(
      sources.matchAll(/\b(?:code|cause): "([a-z-]+)"/g),
      ([, word]) => word,
    );
    expect(found).toEqual(expect.arrayContaining(["not-converged", "no-threads", "point", "data"]));
    const page = await pageOf(["help", "diagnostics"]);
    for (const word of found) expect(page).toMatch(new RegExp(`^ *${word}\\b`, "m"));
  });

  it.each([
    ["dat", "did you mean data?"],
    ["diagnostic", "did you mean diagnostics?"],
    ["slect", "did you mean select?"],
    ["nonsense", "(there are fit, compare, "],
    ["toString", "unknown topic 'toString'"],
  ])("of %s, which there is not, suggests another", async (name, hint) => {
    const { code, stdout, stderr } = await mixtura(["help", name]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^error: unknown topic .*\n$/);
    expect(stderr).toContain(hint);
  });
});
