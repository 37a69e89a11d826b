import { placesIn, type Found } from "../data/coordinates.js";
import type { LeftOut, Read } from "../data/csv.js";
import type { Own } from "../data/own.js";
import { readPicture } from "../data/picture.js";
import { tellAll } from "../data/refused.js";
import { sentinelsIn } from "../../../cli/src/table/sentinels.js";
import { columnOf, type Table } from "../data/table.js";
import type { Remark } from "../run/words.js";
import { savedOf, type Saved } from "../share/file.js";

/** What a file turned out to be, and what is to be said of it. */
export type Opened = { readonly remarks: readonly Remark[] } & (
  { readonly kind: "points"; readonly own: Own } | { readonly kind: "saved"; readonly saved: Saved }
);

/** The first of some files. Rejects with words for people where it is none that can be used. */
export async function openFile([file, ...others]: readonly File[]): Promise<Opened> {
  const opened = await openOne(file);
  if (others.length === 0) return opened;
  const [rest, were] =
    others.length === 1 ? ["The other one", "was"] : [`The ${others.length} others`, "were"];
  const text = `This is ${file.name}. ${rest} ${were} not opened.`;
  return { ...opened, remarks: [{ title: "One file at a time", text }, ...opened.remarks] };
}

async function openOne(file: File): Promise<Opened> {
  if (file.type.startsWith("image/")) return openPicture(file);
  const text = await file.text();
  if (/^\s*\{/.test(text)) return openSaved(file, text);
  if (/^%PDF|^\s*\[|\0/.test(text)) throw new Error(`${file.name} is no table.`);
  const { readCsv } = await import("../data/csv.js");
  try {
    const read = readCsv(text);
    const found = placesIn(read.table);
    const { source } = read;
    const own = { name: file.name, table: found?.table ?? read.table, source };
    return { kind: "points", own, remarks: remarksOf(read, found) };
  } catch (error) {
    throw new Error(`${file.name}: ${whyOf(error)}`, { cause: error });
  }
}

async function openPicture(file: File): Promise<Opened> {
  const table = await readPicture(file).catch(() => {
    throw new Error(`${file.name} is no picture that this browser can show.`);
  });
  if (table.count === 0) throw new Error(`${file.name}: All its pixels are transparent.`);
  const clear = table.width * table.height - table.count;
  const title = `${counted(clear, "transparent pixel")} left out`;
  const remarks = clear === 0 ? [] : [{ title, text: "They have no colour of their own." }];
  return { kind: "points", own: { name: file.name, table }, remarks };
}

function openSaved(file: File, text: string): Opened {
  try {
    return { kind: "saved", saved: savedOf(text), remarks: [] };
  } catch (error) {
    const why = error instanceof SyntaxError ? "It was not saved here." : whyOf(error);
    throw new Error(`${file.name} is no state that can be opened. ${why}`, { cause: error });
  }
}

const whyOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const counted = (count: number, what: string) =>
  `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;

/** What was made of a table, where one may have meant something else. */
function remarksOf({ refused, leftOut, telling, table }: Read, found: Found | undefined): Remark[] {
  const how = [
    ...(leftOut.length === 0 ? [] : [`Left out: ${leftOutInWords(leftOut)}`]),
    ...(telling === undefined ? [] : [`“${telling.field}” is read as ${telling.value}.`]),
    ...(found === undefined ? [] : [placesInWords(found)]),
  ];
  const rows = `${counted(refused.length, "row")} left out`;
  return [
    ...(refused.length === 0 ? [] : [{ title: rows, text: tellAll(refused) }]),
    ...(how.length === 0 ? [] : [{ title: "How the file was read", text: how.join(" ") }]),
    ...sentinelsInWords(table),
  ];
}

/** `date, price: no numbers; note: no values.` */
function leftOutInWords(leftOut: readonly LeftOut[]): string {
  const reasons = [...new Set(leftOut.map(({ why }) => why))];
  const parts = reasons.map((reason) => {
    const names = leftOut.filter(({ why }) => why === reason).map(({ name }) => name);
    return `${listed(names)}: ${reason}`;
  });
  return `${parts.join("; ")}.`;
}

const SHOWN = 8;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more > 1 ? `${names.slice(0, SHOWN).join(", ")} and ${more} more` : names.join(", ");
}

function placesInWords({ local, unused }: Found): string {
  const how = local
    ? "Its rows are places: kilometres east and north of their middle."
    : "Its rows are places: longitude across, latitude up, distances by angle.";
  return unused.length === 0 ? how : `${how} Not used for that: ${listed(unused)}.`;
}

function sentinelsInWords(table: Table): Remark[] {
  return table.columns.flatMap((name, j) =>
    sentinelsIn(columnOf(table, j)).map(({ value, rows }) => ({
      title: `${value} in ${name}`,
      text: `It stands in ${counted(rows, "row")}, far from all other values. If it means “missing”, make the field empty.`,
    })),
  );
}
