import CliTable from "cli-table3";

/** Rows that belong together, under a title of their own where they need one. */
export interface Section {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** The head of a column: of text, which stands to the left, or of numbers, to the right. */
export type Column = { readonly text: string } | string;

const headOf = (column: Column) => (typeof column === "string" ? column : column.text);
const isText = (column: Column) => typeof column !== "string";

/** Text and numbers in columns, for a terminal: a rule under the head. */
export function drawTable(head: readonly Column[], sections: readonly Section[]): string {
  const table = new CliTable({
    head: head.map(headOf),
    colAligns: head.map((column) => (isText(column) ? "left" : "right")),
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 0 },
    chars: {
      ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
      ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
      ...{ left: "", "left-mid": "", right: "", "right-mid": "", middle: "  " },
      ...{ mid: "─", "mid-mid": "──" },
    },
  });
  sections.forEach(({ title, rows }, i) => {
    if (i > 0) table.push([""]);
    if (title !== "") table.push([{ content: title, colSpan: head.length }]);
    for (const row of rows) table.push([...row]);
  });
  const lines = table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
  // Cells that span columns leave gaps in the rule.
  lines[1] = "─".repeat(Math.max(...lines.map(({ length }) => length)));
  return lines.join("\n");
}

/** Spaces at which a line must not break: before and after ×, in "k = 64", "≥ 5" and "72 %". */
const UNBROKEN = / (?=[×%])|(?<=\d ×|≥|\b[kβ]|\b[kβ] =) /gu;

/** The same as Markdown. */
export function markdownTable(head: readonly Column[], sections: readonly Section[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(UNBROKEN, "\u00a0")).join(" | ")} |`;
  const rule = head.map((column) => (isText(column) ? "---" : "---:"));
  const lines = sections.flatMap(({ title, rows }) => [
    ...(title === "" ? [] : [line([`**${title}**`, ...head.slice(1).map(() => "")])]),
    ...rows.map(line),
  ]);
  return [line(head.map(headOf)), line(rule), ...lines].join("\n");
}

/** Three significant digits. */
export const digits = new Intl.NumberFormat("en", {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3,
});

/** How far apart two numbers are, relative to them, as a power of ten. */
export function difference(relative: number): string {
  return relative === 0 ? "0" : relative.toExponential(0);
}
