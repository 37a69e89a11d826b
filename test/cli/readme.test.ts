import { readFileSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { examples, mixtura, timeNote, workspace } from "./command.js";

const here = workspace();
const readme = readFileSync(new URL("../../cli/README.md", import.meta.url), "utf8");
const front = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
it("npm start prints what the front page shows", async () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
    scripts: { start: string };
  };
  const [, block] = /\nnpm ci && npm start\n```\n[^]*?```\n([^]*?)```/.exec(front) ?? [];
  const [command, ...args] = scripts.start.split(" ");
  expect(command).toBe("mixtura");
  const { stdout, stderr } = await mixtura(args, { cwd: root });
  expect(block).toMatch(timeNote);
  expect(`${stderr}${stdout}`).toBe(block.replace(timeNote, ""));
  for (const line of block.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

it("names the tarballs that npm packs", () => {
  for (const folder of ["../../", "../../cli/"]) {
    const manifest = readFileSync(new URL(`${folder}package.json`, import.meta.url), "utf8");
    const { name, version } = JSON.parse(manifest) as { name: string; version: string };
    expect(readme).toContain(`path/to/clone/${name}-${version}.tgz`);
  }
});

it("predicts with a standardized model as the command has labelled", async () => {
  const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
  await symlink(modules, here.path("node_modules"), "junction");
  const { code } = await here.mixtura([
    ...["fit", `${examples}penguins.csv`, "-k", "3", "--standardize"],
    ...["--columns", "bill_length_mm,bill_depth_mm", "--model", "model.json"],
    ...["--labels", "labels.csv"],
  ]);
  expect(code).toBe(0);
  const blocks = Array.from(readme.matchAll(/```js\n([^]*?)```/g), ([, block]) => block);
  const shown = "console.log(label, model.standardization.scales.length);";
  await here.write("predict.mjs", `${blocks.join("")}${shown}`);
  const { stdout, stderr } = await here.node(["predict.mjs"]);
  expect(stderr).toBe("");
  const [, first] = (await here.read("labels.csv")).split("\n");
  const [label, scales] = stdout.trim().split(" ");
  expect(first).toBe(`1,${label}`);
  expect(scales).toBe("2");
});
