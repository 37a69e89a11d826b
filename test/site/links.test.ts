import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, it } from "vitest";
import { PAGES } from "../../site/.vitepress/pages.js";
import { slugOf } from "../../site/.vitepress/slug.js";
import { pagesOf } from "./pages.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const site = inject("site");
const pages = pagesOf(site);

const valuesOf = (html: string, attribute: string) =>
  Array.from(html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g")), ([, value]) => value);

describe("the built site", () => {
  it("has a page for every guide, every text that it shows, and the API", () => {
    const guides = readdirSync(join(root, "site/guides")).map((file) => `guides/${file}`);
    const shown = [
      "index",
      "story",
      "reference",
      "performance",
      "runtimes",
      "publishing",
      "walk-through",
      "command",
      "sources",
      "api/index",
    ];
    const paths = pages.map(({ path }) => path);
    for (const name of [...guides.map((file) => file.replace(".md", "")), ...shown]) {
      expect(paths).toContain(`${name}.html`);
    }
    expect(paths).toContain("api/mixtura/classes/KMeans.html");
    expect(paths).toContain("api/mixtura/metrics/functions/silhouette.html");
  });

  it("has no dead link, to a page or to a place on it", () => {
    const idsOf = new Map(pages.map(({ path, html }) => [path, new Set(valuesOf(html, "id"))]));
    const dead: string[] = [];
    let followed = 0;
    for (const { path, html } of pages) {
      // The page for what is not there cannot know where it is.
      if (path === "404.html") continue;
      for (const href of valuesOf(html, "href").filter((value) => !/^[a-z]+:/.test(value))) {
        followed += 1;
        const { pathname, hash } = new URL(href, `http://site/${path}`);
        const target = pathname.slice(1).replace(/(^|\/)$/, "$1index.html");
        const id = decodeURIComponent(hash.slice(1));
        const there = existsSync(join(site, target));
        if (!there || (id !== "" && !idsOf.get(target)!.has(id))) dead.push(`${path}: ${href}`);
      }
    }
    expect(dead).toEqual([]);
    expect(followed).toBeGreaterThan(1000);
  });

  it("leaves no link of a shown text as it is in the repository", () => {
    for (const { path, html } of pages) {
      for (const href of valuesOf(html, "href")) expect(href, path).not.toMatch(/\.(md|ts)(#|$)/);
    }
  });

  it("takes nothing from another host", () => {
    for (const { path, html } of pages) {
      for (const src of valuesOf(html, "src")) expect(src, path).not.toMatch(/^(https?:)?\/\//);
      for (const [tag] of html.matchAll(/<link [^>]*>/g)) expect(tag, path).not.toMatch(/https?:/);
    }
    const sheets = readdirSync(join(site, "assets")).filter((file) => file.endsWith(".css"));
    expect(sheets.length).toBeGreaterThan(0);
    for (const sheet of sheets) {
      expect(readFileSync(join(site, "assets", sheet), "utf8")).not.toMatch(/url\(["']?https?:/);
    }
  });
});

describe("the map of pages", () => {
  it.each(Object.keys(PAGES))("names a file and a section that there are: %s", (name) => {
    const [file] = name.split("#");
    const section = name.split("#").at(1);
    const text = readFileSync(join(root, file), "utf8");
    if (section !== undefined) {
      const headings = Array.from(text.matchAll(/^#+ (.*)$/gm), ([, heading]) => slugOf(heading));
      expect(headings).toContain(section);
    }
  });
});
