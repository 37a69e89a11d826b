import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "../browsers/chromium.js";
import { outcomeOf, type Said, withBrowser } from "../browsers/engine.js";
import { policy } from "../browsers/policy.js";
import { fileIn, serve } from "../browsers/server.js";
import { run as runProcess } from "../run.js";

/** What the bundle in this folder comes to in Chromium, under a strict policy. */
export async function runInChromium(output: string): Promise<unknown> {
  const server = await serve((path) => {
    const file = fileIn(output, path);
    return file && { ...file, policy: policy({ wasm: true }) };
  });
  try {
    return await withBrowser(chromium, (browser) => browser.visit(`${server.origin}/index.html`));
  } finally {
    await server.close();
  }
}

/** What it comes to in Node, which stands in where there is no browser. */
export async function runInNode(output: string): Promise<unknown> {
  const page = readFileSync(join(output, "index.html"), "utf8");
  const scripts = [...page.matchAll(/<script[^>]* src="\.?([^"]+)"/g)].map(([, path]) =>
    pathToFileURL(join(output, path)),
  );
  const program = `
    // All that Vite's preloading asks of a page.
    globalThis.document = { createElement: () => ({ relList: { supports: () => true } }) };
    ${scripts.map((url) => `await import(${JSON.stringify(url)});`).join("\n")}
    // A host may have more to do than its script's own turn.
    const look = () => {
      if (globalThis.said === undefined) setTimeout(look, 1);
      else console.log(JSON.stringify(globalThis.said));
    };
    look();
  `;
  const printed = await runProcess(
    process.execPath,
    ["--input-type=module", "--eval", program],
    output,
  );
  return outcomeOf(JSON.parse(printed) as Said);
}
