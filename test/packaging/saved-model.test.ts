import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { workspace } from "../cli/command.js";
import { measuredPenguins, measurements, penguins } from "../cli/penguins.js";
import { chromium, launch } from "./browsers/chromium.js";
import { fileIn, serve, type Server } from "./browsers/server.js";
import { itWith } from "./it-with.js";
import { run } from "./run.js";

// A model that the command has written says the same of every penguin, wherever it is read.

const { folder } = inject("installed");
const { mixtura, read, write, path } = workspace();

const models = [
  ["KMeans", ["--standardize", "--restarts", "10"]],
  ["SoftKMeans", ["-a", "soft", "--standardize"]],
  ["GaussianMixture", ["-a", "gaussian", "--covariance", "full"]],
] as const;

const fits = models.map(([name, options]) => ({ name, options, file: `${name}.json` }));

/** The labels of a file that fit or predict has written, but for rows that were left out. */
function labelsIn(csv: string): number[] {
  const [, ...lines] = csv.trimEnd().split("\n");
  const labels = lines.map((line) => line.split(",")[1]);
  return labels.filter((label) => label !== "").map(Number);
}

const html = `<!doctype html><title>Penguins</title><script type="module">
  import * as mixtura from "/node_modules/mixtura/dist/index.js";
  globalThis.mixtura = mixtura;
</script>`;
let browser: Browser | undefined;
let server: Server | undefined;

beforeAll(async () => {
  for (const { options, file } of fits) {
    const { code, stderr } = await mixtura([
      ...["fit", penguins, "-k", "3", "--columns", measurements.join(), ...options],
      ...["--model", file, "--labels", `${file}.csv`],
    ]);
    expect(code, stderr).toBe(0);
  }
  if (chromium.missing() !== undefined) return;
  browser = await launch();
  server = await serve((asked) => (asked === "/" ? { html } : fileIn(folder, asked)));
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

describe.each(fits)("a $name of the command", ({ name, file }) => {
  it("gives in mixtura predict the labels of its fit", async () => {
    await mixtura(["predict", file, penguins, "--labels", "predicted.csv"]);
    expect(await read("predicted.csv")).toBe(await read(`${file}.csv`));
    expect(new Set(labelsIn(await read("predicted.csv"))).size).toBe(3);
  });

  it("gives them in Node, by fromJSON of the packed package", async () => {
    const program = `
            import { readFileSync } from "node:fs";
      import { ${name} } from "mixtura";
      const [model, rows] = process.argv.slice(1).map((file) => JSON.parse(readFileSync(file)));
      console.log(JSON.stringify([...${name}.fromJSON(model).predict(rows)]));`;
    await write("rows.json", JSON.stringify(measuredPenguins()));
    const args = ["--input-type=module", "--eval", program, path(file), path("rows.json")];
    const said = await run(process.execPath, args, folder);
    expect(JSON.parse(said)).toEqual(labelsIn(await read(`${file}.csv`)));
  });

  itWith(chromium.missing(), "gives them in Chromium", async () => {
    const page = await browser!.newPage();
    await page.goto(server!.origin);
    const labels = page.evaluate(
      ([kind, model, rows]) => {
        const { mixtura } = globalThis as unknown as { mixtura: typeof import("mixtura") };
        return Array.from(mixtura[kind as "KMeans"].fromJSON(model as never).predict(rows));
      },
      [name, JSON.parse(await read(file)), measuredPenguins()] as const,
    );
    expect(await labels).toEqual(labelsIn(await read(`${file}.csv`)));
    await page.close();
  });
});
