import { build } from "esbuild";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { csvOf, parquetOf, sample, written } from "./files.js";
import { ObjectServer } from "./object-server.js";

const resolveDir = fileURLToPath(new URL("../..", import.meta.url));
const path = written("t.parquet", parquetOf(sample(20)));
const table = written("t.csv", csvOf(sample(20)));

/** A program that uses the built package, as a bundler makes it. */
async function bundled(platform: "browser" | "node", program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `import { openSource } from "mixtura-data"; ${program}`, resolveDir },
    bundle: true,
    write: false,
    format: "esm",
    platform,
    external: ["@duckdb/node-api"],
    // The one of the repository leads to the source.
    tsconfigRaw: {},
    logLevel: "silent",
  });
  return outputFiles[0].text;
}

/** What a program writes that runs far from here, where nothing finds packages. */
async function output(code: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [written("main.mjs", code)]);
  return stdout;
}

const show = `async (source) => {
  for await (const points of source.open({ rowEnd: 2 })) console.log([...points].join(" "));
}`;
const shown = "0 -1000000 0\n841.4709848078965 -999999.8571428572 -1\n".replaceAll(/\n(?=.)/g, " ");

test("a bundle for browsers names nothing of Node, and reads Blobs and URLs", async () => {
  const server = new ObjectServer();
  await server.start();
  const url = server.put("t.csv", csvOf(sample(20)));
  const bytes = Array.from(parquetOf(sample(20))).join();
  const code = await bundled(
    "browser",
    `await (${show})(await openSource(new Blob([new Uint8Array([${bytes}])])));
     await (${show})(await openSource(${JSON.stringify(url)}));
     await openSource("t.parquet").catch((error) => console.log(error.message));`,
  );
  expect(code).not.toMatch(/["']node:|["']@duckdb\/node-api["']|\brequire\(/);
  expect(await output(code).finally(() => server.stop())).toBe(
    `${shown}${shown}t.parquet: a path can be read in Node only; give a File, a Blob or a URL here\n`,
  );
});

test("where DuckDB is not installed paths are read all the same, unless it is asked for", async () => {
  for (const file of [path, table]) {
    const code = await bundled(
      "node",
      `await (${show})(await openSource(${JSON.stringify(file)}));
       await openSource(${JSON.stringify(file)}, { engine: "duckdb" })
         .catch((error) => console.log(error.message));`,
    );
    expect(await output(code)).toMatch(
      new RegExp(
        `^${shown}.*: engine: "duckdb" needs DuckDB; install it with: npm install @duckdb/`,
      ),
    );
  }
});
