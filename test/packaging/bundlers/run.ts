import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "../browsers/chromium.js";
import { outcomeOf, type Said, withBrowser } from "../browsers/engine.js";
import { policy } from "../browsers/policy.js";
import { fileIn, serve } from "../browsers/server.js";
import { run as runProcess } from "../run.js";

/** What a page asked for, and what it came to. */
export interface Visited {
  readonly outcome: unknown;
  /** Paths below the folder. */
  readonly asked: readonly string[];
}

/**
 * What the bundle in this folder comes to in Chromium, under a strict policy.
 *
 * @param workers where workers may come from; undefined for where scripts may
 */
export async function runInChromium(output: string, workers?: string): Promise<Visited> {
  const asked: string[] = [];
  const server = await serve((path) => {
    const file = fileIn(output, path);
    if (file !== undefined) asked.push(path.slice(1));
    return file && { ...file, policy: policy({ wasm: true, ...(workers && { workers }) }) };
  });
  try {
    const outcome = await withBrowser(chromium, (browser) =>
      browser.visit(`${server.origin}/index.html`),
    );
    return { outcome, asked };
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
    // All that Vite's preloading asks of a page, and webpack's way to what it loads later.
    globalThis.self = globalThis;
    globalThis.document = {
      baseURI: ${JSON.stringify(scripts.at(-1))},
      createElement: () => ({ relList: { supports: () => true }, setAttribute: () => {} }),
      getElementsByTagName: () => [],
      querySelector: () => null,
      head: {
        appendChild: (script) => {
          // A link to what may be loaded beforehand.
          if (script.src === undefined) return;
          const told = (type) => () => script["on" + type]({ type, target: script });
          import(script.src).then(told("load"), told("error"));
        },
      },
      currentScript: { tagName: "SCRIPT", src: ${JSON.stringify(scripts.at(-1))} },
    };
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
