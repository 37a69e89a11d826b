import { displayWidth, widest } from "../text/display-width.js";
import type { Colors } from "../text/terminal.js";
import { oneLine, shortened } from "../text/wording.js";
import { inBlocks, textTable } from "./text-table.js";

/** One thing that is known of every cluster: its size, the centroid in one column, … */
export interface Attribute {
  readonly name: string;
  /** Of each cluster: one entry, or several that stand beside or below each other. */
  readonly entries: readonly (readonly string[])[];
  readonly align: "left" | "right";
}

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
    .find((table) => displayWidth(table) <= width);
  if (upright !== undefined) return upright;
  return blocksOfClusters(attributes, k, width)
    .map((clusters) => clusterPerColumn(attributes, clusters, colors))
    .join("\n\n");
}

/** The name of an attribute where it stands at the left. */
export function sideName({ name }: Attribute): string {
  return shortened(oneLine(name), longestName);
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
  return textTable(head, rows, ["right", ...attributes.map(({ align }) => align)], colors);
}

function clusterPerColumn(
  attributes: readonly Attribute[],
  clusters: readonly number[],
  colors: Colors,
): string {
  const rows = attributes.map((attribute) => [
    sideName(attribute),
    ...clusters.map((cluster) => attribute.entries[cluster].join("\n")),
  ]);
  return textTable(
    ["cluster", ...clusters.map(String)],
    rows,
    ["left", ...clusters.map(() => "right" as const)],
    colors,
  );
}

function blocksOfClusters(attributes: readonly Attribute[], k: number, width: number): number[][] {
  const names = ["cluster", ...attributes.map(sideName)];
  const widths = Array.from({ length: k }, (_, cluster) => {
    const texts = [String(cluster), ...attributes.flatMap(({ entries }) => entries[cluster])];
    return widest(texts);
  });
  return inBlocks(widest(names), widths, width);
}

/** `bill_length_mm` becomes three short lines. */
function brokenIntoLines(name: string): string {
  return name
    .split(/[_\s]+|(?<=[.-])/)
    .filter((part) => part !== "")
    .join("\n");
}
