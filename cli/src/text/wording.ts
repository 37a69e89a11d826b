/** `1 row`, `12,345 rows`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

/** `5`, `5 and 273`, `5, 6 and 7`, `5, 6, 7, 8, 9 and 12 more`; never `and 1 more`. */
export function listed(items: readonly (string | number)[], most: number): string {
  const shown = items.slice(0, items.length === most + 1 ? most + 1 : most).map(String);
  const rest = items.length - shown.length;
  const last = rest > 0 ? `${rest.toLocaleString("en-US")} more` : shown.pop();
  return shown.length === 0 ? (last ?? "") : `${shown.join(", ")} and ${last}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  const last = words[words.length - 1];
  return words.length === 1 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

/** Text from the data within a sentence: quoted, and short enough to keep the sentence readable. */
export function quoted(text: string): string {
  return JSON.stringify(shortened(text, 40));
}

export function shortened(text: string, most: number): string {
  // A character is two code units at most; a text may have millions.
  const characters = [...text.slice(0, 2 * most + 2)];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}

/** Data may hold line breaks and escape sequences; neither may reach the terminal. */
export function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
