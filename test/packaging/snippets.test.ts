import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { chromium, launch } from "./browsers/chromium.js";
import { PATIENCE } from "./browsers/engine.js";
import { serve, type Server, fileIn } from "./browsers/server.js";
import { EXAMPLES, textOf } from "./example.js";
import { npm, tarballOf } from "./install.js";
import { itWith } from "./it-with.js";
import { PICTURE, swatchesOf } from "./picture.js";
import { run } from "./run.js";

// What the README tells a newcomer to do, in a folder that was empty before.
const PAGES = ["README.md", "docs/recipes.md", "docs/reference.md"];
const GUIDES = readdirSync(join(EXAMPLES, "../site/guides")).map((file) => `site/guides/${file}`);
const installed = inject("installed");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mixtura-snippets-"));
  npm(folder, "init", "-y");
  npm(folder, "install", tarballOf(installed));
  copyFileSync(join(EXAMPLES, "data/penguins.csv"), join(folder, "penguins.csv"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The fenced blocks of a page that are in this language. */
function blocks(page: string, language: string): string[] {
  const fenced = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g");
  return Array.from(textOf(`../${page}`).matchAll(fenced), ([, text]) => text);
}

describe.each([...PAGES, ...GUIDES])("the snippets of %s", (page) => {
  it("run as files of their own, one after the other", async () => {
    const snippets = blocks(page, "js");
    if (PAGES.includes(page)) expect(snippets.length).toBeGreaterThan(5);
    for (const snippet of snippets) {
      writeFileSync(join(folder, "try.mjs"), snippet);
      const printed = await run(process.execPath, ["try.mjs"], folder);
      // The words that comments promise; test/repository compares whole values.
      for (const [, value] of snippet.matchAll(/^console\.log\(.+\); \/\/ (\[?".*"\]?)$/gm)) {
        for (const [, word] of value.matchAll(/"([^"]*)"/g)) expect(printed).toContain(word);
      }
    }
  });
});

describe("the page of the README", () => {
  let server: Server;
  let browser: Browser;
  beforeAll(async () => {
    if (chromium.missing() !== undefined) return;
    const [html] = blocks("README.md", "html");
    writeFileSync(join(folder, "index.html"), html);
    server = await serve((path) => fileIn(folder, path === "/" ? "/index.html" : path));
    browser = await launch();
  });
  afterAll(async () => {
    if (chromium.missing() !== undefined) return;
    await browser.close();
    await server.close();
  });

  itWith(chromium.missing(), "shows the colours of a picture and their shares", async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(server.origin);
    await page.locator("input").setInputFiles(PICTURE);
    await page.locator("li").nth(5).waitFor({ timeout: PATIENCE });
    const swatches = await swatchesOf(page);
    expect(swatches).toHaveLength(6);
    const shares = swatches.map(({ text }) => Number.parseInt(text, 10));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(95);
    expect(new Set(swatches.map(({ colour }) => colour)).size).toBe(6);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
