import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import type { Colors } from "./terminal.js";

/** What stands between two columns. */
export const gap = "  ";
const rule = "─";

/** A table with a bold head, a rule below it, and nothing else but text. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  aligns: ("left" | "right")[],
  colors: Colors,
): string {
  const table = new Table({
    head: head.map((text) => text.replace(/.+/g, colors.bold)),
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

/** A sentence on lines no wider than `width`, but for words that are; later lines are indented. */
export function wrapped(sentence: string, width: number): string {
  const indent = "  ";
  const lines: string[] = [];
  for (const word of sentence.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length === 0) lines.push(word);
    else if (displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(`${indent}${word}`);
  }
  return lines.join("\n");
}

/** How many columns of a terminal the widest line takes. */
export function displayWidth(text: string): number {
  return text.split("\n").reduce((most, line) => Math.max(most, lineWidth(line)), 0);
}

export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/gu;

function lineWidth(line: string): number {
  const visible = stripVTControlCharacters(line).replace(/\p{Mark}/gu, "");
  return [...visible].length + (visible.match(wide)?.length ?? 0);
}
