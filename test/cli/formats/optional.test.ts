import { existsSync } from "node:fs";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { workspace } from "../command.js";
import { parquet, xlsx } from "./writers.js";

const { node, path, write } = workspace();
const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The command as npm installs it, without what is optional. */
beforeAll(async () => {
  const folder = path("elsewhere/node_modules");
  await mkdir(folder, { recursive: true });
  for (const part of ["bin", "dist", "package.json"]) {
    await cp(join(root, "cli", part), path(`elsewhere/${part}`), { recursive: true });
  }
  const manifest = await readFile(join(root, "cli/package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies)) {
    if (name.includes("/")) await mkdir(join(folder, name.split("/")[0]), { recursive: true });
    const own = join(root, "cli/node_modules", name);
    const installed = existsSync(own) ? own : join(root, "node_modules", name);
    await symlink(installed, join(folder, name), "junction");
  }
});

const fit = (file: string) => node([path("elsewhere/bin/mixtura.js"), "fit", file, "-k", "1"]);

it("names the package that .xlsx files need where it is not installed", async () => {
  await write("a.xlsx", xlsx({ x: [1, 2] }));
  expect(await fit("a.xlsx")).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "error: a.xlsx: to read .xlsx files, install @e965/xlsx beside mixtura-cli " +
      "(npm install @e965/xlsx)\n",
  });
});

it("reads everything else without it", async () => {
  await write("a.parquet", parquet({ x: [1, 2] }));
  expect(await fit("a.parquet")).toMatchObject({ code: 0, stderr: "note: columns used: x\n" });
});

const commands = [
  ["worker", ["worker", "--redis", "redis://127.0.0.1:1"]],
  ["worker", ["worker", "--stdio"]],
  ["status", ["status", "--redis", "redis://127.0.0.1:1"]],
  ["fit --redis", ["fit", "a.parquet", "-k", "1", "--redis", "redis://127.0.0.1:1"]],
] as const;

it.each(commands)("names the package that mixtura %s needs: %j", async (name, args) => {
  await write("a.parquet", parquet({ x: [1, 2] }));
  expect(await node([path("elsewhere/bin/mixtura.js"), ...args])).toEqual({
    code: 1,
    stdout: "",
    stderr: `error: mixtura ${name} needs mixtura-cluster: npm install mixtura-cluster\n`,
  });
});

it("serves frames by that package, and writes nothing between them", async () => {
  const folder = path("elsewhere/node_modules/mixtura-cluster");
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "mixtura-cluster", type: "module", exports: "./index.js" }),
  );
  // Says what it was given, and ends with its input.
  await writeFile(
    join(folder, "index.js"),
    `export async function serveFrames(input, output, { signal, ...options }) {
      output.write(JSON.stringify({ ...options, aborted: signal.aborted }));
      for await (const chunk of input) output.write(chunk);
    }`,
  );
  const args = ["--data", "/a", "--data", "https://host/b/", "--memory", "2GiB", "--threads", "3"];
  const served = await node([path("elsewhere/bin/mixtura.js"), "worker", "--stdio", ...args]);
  expect(served).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(served.stdout)).toEqual({
    ...{ data: ["/a", "https://host/b/"], memory: 2 ** 31, threads: 3, aborted: false },
  });
});
