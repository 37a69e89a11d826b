import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FIGURES } from "../../docs/figures/figures.js";

const folder = fileURLToPath(new URL("../../docs/figures", import.meta.url));
const text = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The first fault an XML parser would stop at, for what an SVG needs of XML. */
function fault(xml: string): string | undefined {
  const open: string[] = [];
  const tags = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<&]*(?:&\w+;[^"<&]*)*")*)\s*(\/?)>/g;
  let end = 0;
  for (const { 0: tag, 1: closing, 2: name, 3: attributes, 4: alone, index } of xml.matchAll(
    tags,
  )) {
    const text = xml.slice(end, index);
    if (/[<>]|&(?!\w+;)/.test(text)) return `stray markup in ${text}`;
    const names = Array.from(attributes.matchAll(/([\w:-]+)="/g), ([, attribute]) => attribute);
    if (new Set(names).size < names.length) return `an attribute twice in ${tag}`;
    if (closing && open.pop() !== name) return `${tag} closes something else`;
    if (!closing && !alone) open.push(name);
    end = index + tag.length;
    if (open.length === 0) break;
  }
  if (open.length > 0) return `${open.join(", ")} left open`;
  return end > 0 && xml.slice(end) === "\n" ? undefined : "not one element";
}

it("finds faults in XML", () => {
  const faults = [
    "<a><b></a></b>\n",
    "<a>\n",
    "<a/><b/>\n",
    "<a>&</a>\n",
    '<a x="1" x="2"/>\n',
    "a\n",
  ];
  for (const xml of faults) expect(fault(xml), xml).toBeDefined();
  expect(fault('<a x="1"><b/>c &amp; d</a>\n')).toBeUndefined();
});

it("draws every figure there is", () => {
  const drawings = readdirSync(folder).filter((file) => file.endsWith(".svg"));
  expect(drawings.toSorted()).toEqual(Object.keys(FIGURES).toSorted());
});

it("shows the figures in the order of their numbers, each with a text and a caption", () => {
  const shown = text("docs/algorithms.md").matchAll(
    /^!\[(.{40,})\]\(figures\/(figure-(\d+)\.svg)\)\n\n_Figure (\d+)\. [^_]{20,}_$/gm,
  );
  const figures = Array.from(shown, ([, , file, number, caption]) => ({ file, number, caption }));
  expect(figures.map(({ file }) => file)).toEqual(Object.keys(FIGURES));
  figures.forEach(({ number, caption }, i) => {
    expect([number, caption]).toEqual([String(i + 1), String(i + 1)]);
  });
});

it.each(["README.md", "docs/algorithms.md"])("names only figures there are in %s", (path) => {
  const named = Array.from(text(path).matchAll(/figures\/([\w-]+\.svg)/g), ([, file]) => file);
  expect(named.length).toBeGreaterThan(0);
  for (const file of named) expect(Object.keys(FIGURES)).toContain(file);
});

describe.each(Object.entries(FIGURES))("%s", (file, draw) => {
  const svg = readFileSync(`${folder}/${file}`, "utf8");

  it("is what the script draws, to the byte", () => {
    expect(draw() === svg, "out of date: npm run figures").toBe(true);
  });

  it("is well-formed, says what it shows and needs nothing from elsewhere", () => {
    expect(fault(svg)).toBeUndefined();
    expect(svg).toMatch(/^<svg [^>]*role="img"/);
    expect(svg).toMatch(/<title [^>]*>Figure \d+\. .{20,}<\/title>\n<desc [^>]*>.{60,}<\/desc>/);
    expect(svg).not.toMatch(/<script|@import|href=|url\(|currentColor|NaN|undefined|Infinity/);
  });

  it("has a number of its own", () => {
    const number = /\d+/.exec(file)![0];
    expect(svg).toContain(`>Figure ${number}. `);
    expect(svg).toContain(`id="figure-${number}-title"`);
  });

  it("has another colour on a dark ground for all that is not the hue of a component", () => {
    const [, style] = /<style>@media \(prefers-color-scheme: dark\) \{([^<]*)\}<\/style>/.exec(
      svg,
    )!;
    const turned = new Set(Array.from(style.matchAll(/\[(.*?)\]/g), ([, selector]) => selector));
    const drawn = svg.slice(svg.indexOf("</style>"));
    // Paper, frame and words; the ground of a panel; lines and halos.
    for (const paint of ["fill", "stroke"]) {
      for (const [attribute, grey] of drawn.matchAll(new RegExp(`${paint}="(#\\w+)"`, "g"))) {
        const [r, g, b] = [1, 3, 5].map((at) => parseInt(grey.slice(at, at + 2), 16));
        if (
          grey.length === 7 &&
          Math.max(r, g, b) - Math.min(r, g, b) < 30 &&
          (r < 60 || r > 200)
        ) {
          expect(turned, attribute).toContain(attribute);
        }
      }
    }
    expect(drawn).not.toMatch(/="(?:#\w{3}|white|black)"/);
  });

  it("is small", () => {
    expect(svg.length).toBeLessThan(150_000);
  });
});
