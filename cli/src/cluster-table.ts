import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import type { Colors } from "./colors.js";
import { oneLine, shortened } from "./wording.js";

/** One thing that is known of every cluster: its size, the centroid in one column, … */
export interface Attribute {
  readonly name: string;
  /** Of each cluster: one entry, or several that stand beside or below each other. */
  readonly entries: readonly (readonly string[])[];
  readonly align: "left" | "right";
}

const gap = "  ";
const rule = "─";
const longestName = 32;

/**
 * A cluster a row where that fits the width, else with names broken into lines, else turned on its
 * side: a cluster a column, in as many blocks as it takes.
 */
export function clusterTable(
  attributes: readonly Attribute[],
  k: number,
  width: number,
  colors: Colors,
): string {
  const upright = [(name: string) => name, brokenIntoLines]
    .map((shapeName) => clusterPerRow(attributes, k, shapeName, colors))
    .find((table) => widthOf(table) <= width);
  if (upright !== undefined) return upright;
  return blocksOfClusters(attributes, k, width)
    .map((clusters) => clusterPerColumn(attributes, clusters, colors))
    .join("\n\n");
}

function clusterPerRow(
  attributes: readonly Attribute[],
  k: number,
  shapeName: (name: string) => string,
  colors: Colors,
): string {
  const head = ["cluster", ...attributes.map(({ name }) => shapeName(oneLine(name)))];
  const rows = Array.from({ length: k }, (_, cluster) => [
    String(cluster),
    ...attributes.map(({ entries }) => entries[cluster].join(", ")),
  ]);
  return drawn(head, rows, ["right", ...attributes.map(({ align }) => align)], colors);
}

function clusterPerColumn(
  attributes: readonly Attribute[],
  clusters: readonly number[],
  colors: Colors,
): string {
  const rows = attributes.map(({ name, entries }) => [
    sideName(name),
    ...clusters.map((cluster) => entries[cluster].join("\n")),
  ]);
  return drawn(
    ["cluster", ...clusters.map(String)],
    rows,
    ["left", ...clusters.map(() => "right" as const)],
    colors,
  );
}

/** Fills each block with as many clusters as the width holds, at least one. */
function blocksOfClusters(attributes: readonly Attribute[], k: number, width: number): number[][] {
  const names = Math.max(
    "cluster".length,
    ...attributes.map(({ name }) => displayWidth(sideName(name))),
  );
  const blocks: number[][] = [];
  let used = Infinity;
  for (let cluster = 0; cluster < k; cluster++) {
    const texts = [String(cluster), ...attributes.flatMap(({ entries }) => entries[cluster])];
    const needed = gap.length + Math.max(...texts.map(displayWidth));
    if (used + needed > width) {
      blocks.push([]);
      used = names;
    }
    blocks[blocks.length - 1].push(cluster);
    used += needed;
  }
  return blocks;
}

function sideName(name: string): string {
  return shortened(oneLine(name), longestName);
}

/** `bill_length_mm` becomes three short lines. */
function brokenIntoLines(name: string): string {
  return name
    .split(/[_\s]+|(?<=[.-])/)
    .filter((part) => part !== "")
    .join("\n");
}

function drawn(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: ("left" | "right")[],
  colors: Colors,
): string {
  const table = new Table({
    head: head.map((text) => text.split("\n").map(colors.bold).join("\n")),
    colAligns: aligns,
    rowAligns: ["bottom"],
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    chars: {
      ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
      ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
      ...{ left: "", "left-mid": "", right: "", "right-mid": "", middle: gap },
      ...{ mid: rule, "mid-mid": rule.repeat(gap.length) },
    },
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .map((line) => (line === rule.repeat(line.length) ? colors.dim(line) : line))
    .join("\n");
}

function widthOf(text: string): number {
  return Math.max(...text.split("\n").map(displayWidth));
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/gu;

function displayWidth(text: string): number {
  const visible = stripVTControlCharacters(text).replace(/\p{Mark}/gu, "");
  return [...visible].length + (visible.match(wide)?.length ?? 0);
}
