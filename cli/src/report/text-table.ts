import Table from "cli-table3";
import type { Colors } from "../text/terminal.js";

/** What stands between two columns. */
export const gap = "  ";
const rule = "─";

/** A table with a bold head, a rule below it, and nothing else but text. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: readonly ("left" | "right")[],
  colors: Colors,
): string {
  const table = new Table({
    head: head.map((text) => text.replace(/.+/g, colors.bold)),
    colAligns: [...aligns],
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
    .map((line) => (line !== "" && line === rule.repeat(line.length) ? colors.dim(line) : line))
    .join("\n");
}

/**
 * Deals columns out to as many tables as it takes, each with at least one.
 *
 * @param names width of the columns at the left, which every table has
 * @param widths of the columns to deal out
 * @param width that no table should exceed
 * @returns indices of the columns in each table
 */
export function inBlocks(names: number, widths: readonly number[], width: number): number[][] {
  const blocks: number[][] = [];
  let used = Infinity;
  widths.forEach((own, column) => {
    const needed = gap.length + own;
    if (used + needed > width) {
      blocks.push([]);
      used = names;
    }
    blocks[blocks.length - 1].push(column);
    used += needed;
  });
  return blocks;
}
