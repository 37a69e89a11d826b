import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { KMeans } from "mixtura";
import { openSource } from "mixtura-data";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const textOf = (path: string) => readFileSync(join(root, path), "utf8");

/** A Python that has this module, be it that of the system; undefined where there is none. */
function pythonWith(module: string): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", `import ${module}`]).status === 0,
  );
}

const run = promisify(execFile);
const dask = pythonWith("distributed");
const python = pythonWith("json");
if (dask === undefined) console.warn("Python without distributed: examples/dask is not run");
if (python === undefined) console.warn("no Python: that of docs/stdio.md is not run");

describe.skipIf(dask === undefined)("examples/dask", () => {
  const shown = () => /```\n(0\.[^]*?)```/.exec(textOf("examples/dask/README.md"))![1];

  it("prints what its README shows: the model of one machine", async () => {
    const { stdout } = await run(dask!, ["fit.py"], { cwd: join(root, "examples/dask") });
    expect(stdout).toBe(shown());
  });

  it("prints that, too, where a Dask worker is killed", async () => {
    const { stdout } = await run(dask!, ["fit.py", "--kill"], { cwd: join(root, "examples/dask") });
    expect(stdout).toMatch(/^killed the Dask worker at tcp:.*\n/);
    expect(stdout.replace(/^killed.*\n/, "")).toBe(shown());
  });
});

it("examples/spark stands alone with the same files as examples/dask", () => {
  for (const name of ["alone.js", "driver.js", "frames.py", "options.js", "points.py", "worker.js"])
    expect(textOf(`examples/spark/${name}`), name).toBe(textOf(`examples/dask/${name}`));
});

it.skipIf(python === undefined)("the engine of docs/stdio.md prints the model", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mixtura-engine-"));
  try {
    const location = join(folder, "points.csv");
    const rows = Array.from({ length: 9000 }, (_, i) => `${(i * 7919) % 1009},${(i * 31) % 97}`);
    writeFileSync(location, `x,y\n${rows.join("\n")}\n`);
    const options = { k: 5, seed: 1 };
    // Beside a package that is found as it would be where it is installed.
    const from = (code: string) => `import(${JSON.stringify(join(root, "cluster/dist/index.js"))})
      .then(async ({ driveFrames, serveFrames }) => { ${code} });`;
    const mixtura = JSON.stringify(join(root, "dist/index.js"));
    writeFileSync(
      join(folder, "driver.mjs"),
      from(`const { KMeans } = await import(${mixtura});
        const options = ${JSON.stringify({ ...options, shards: 4 })};
        await driveFrames(KMeans, "points.csv", options, process.stdin, process.stdout);`),
    );
    const command = from(`
      if (process.argv.slice(2, 5).join(" ") !== "worker --stdio --data") throw new Error("usage");
      await serveFrames(process.stdin, process.stdout, { data: [process.argv[5]], threads: 1 });`);
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "mixtura"), `#!/usr/bin/env node\n${command}`);
    chmodSync(join(folder, "bin", "mixtura"), 0o755);
    const engine = /```python\n([^]*?)```/.exec(textOf("docs/stdio.md"))![1];
    expect(engine).toContain('"/data"');
    writeFileSync(join(folder, "engine.py"), engine.replace('"/data"', JSON.stringify(folder)));
    const PATH = `${join(folder, "bin")}${delimiter}${process.env.PATH}`;
    const env = { ...process.env, PATH };
    const { stdout } = await run(python!, ["engine.py"], { cwd: folder, env });
    const model = await KMeans.fitStream(await openSource(location), options);
    expect(stdout).toBe(`${JSON.stringify(model.toJSON({ labels: false }))}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
