import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { FIGURES } from "../../docs/figures/figures.js";

const folder = fileURLToPath(new URL("../../docs/figures", import.meta.url));

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
  expect(drawings.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7].map((i) => `figure-${i}.svg`));
  expect(Object.keys(FIGURES).toSorted()).toEqual(drawings.toSorted());
});

describe.each(Object.entries(FIGURES))("%s", (file, draw) => {
  const svg = readFileSync(`${folder}/${file}`, "utf8");

  it("is what the script draws, to the byte", () => {
    expect(draw() === svg, "out of date: npm run figures").toBe(true);
  });

  it("is well-formed, says what it shows and needs nothing from elsewhere", () => {
    expect(fault(svg)).toBeUndefined();
    expect(svg).toMatch(/^<svg [^>]*role="img"/);
    expect(svg).toMatch(/<title [^>]*>Figure \d\. .{20,}<\/title>\n<desc [^>]*>.{60,}<\/desc>/);
    expect(svg).not.toMatch(/<script|<style|href=|url\(|currentColor|NaN|undefined|Infinity/);
  });

  it("is small", () => {
    expect(svg.length).toBeLessThan(150_000);
  });
});
