import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { run } from "./run.js";

const { folder } = inject("installed");

/** Runs CommonJS as Jest does: in a context of its own, by scripts that know no `import()`. */
const PROGRAM = `
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, resolve } = require("node:path");
const vm = require("node:vm");
const { performance, process, setImmediate, setTimeout, clearTimeout, setInterval, clearInterval } =
  globalThis;
const context = vm.createContext({
  ...{ performance, process, setImmediate, setTimeout, clearTimeout, setInterval, clearInterval },
  ...{ console, URL },
});
const known = new Map();
function load(file) {
  if (known.has(file)) return known.get(file).exports;
  const module = { exports: {} };
  known.set(file, module);
  const outside = createRequire(file);
  const require = (name) =>
    name.startsWith(".") ? load(resolve(dirname(file), name)) : outside(name);
  const names = ["module", "exports", "require", "__filename", "__dirname"];
  const text = "(function (" + names.join() + ") {" + readFileSync(file, "utf8") + "\\n})";
  const wrapper = new vm.Script(text, { filename: file }).runInContext(context);
  wrapper(module, module.exports, require, file, dirname(file));
  return module.exports;
}
const { KMeans } = load(resolve("node_modules/mixtura/dist/index.cjs"));
const points = Array.from({ length: 9000 }, (_, i) => [i % 7, (i * i) % 11]);
const { inertia } = KMeans.fit(points, { k: 3 });
KMeans.fitAsync(points, { k: 3, threads: 2 }).then((model) => {
  console.log(model.inertia === inertia, JSON.stringify(model.diagnostics));
});
`;

it("threads are to be had in tools that run CommonJS themselves, such as Jest", async () => {
  writeFileSync(join(folder, "as-jest.cjs"), PROGRAM);
  expect(await run(process.execPath, ["as-jest.cjs"], folder)).toBe("true []\n");
});
