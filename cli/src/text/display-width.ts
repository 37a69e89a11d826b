import { stripVTControlCharacters } from "node:util";

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
